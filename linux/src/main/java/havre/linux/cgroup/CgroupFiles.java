package havre.linux.cgroup;

import havre.linux.Fd;
import havre.linux.LinuxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The files through which the kernel shows control groups. Tests have a tree of their own.
interface CgroupFiles {

  /// Makes a directory.
  ///
  /// @throws LinuxException EEXIST, or ENOENT when its parent is missing
  void makeDirectory(String path);

  /// @throws LinuxException EBUSY when processes or directories are in it
  void removeDirectory(String path);

  boolean exists(String path);

  /// The names of the directories in a directory.
  List<String> directories(String path);

  /// The content of a file, or empty when there is no such file.
  Optional<String> read(String path);

  /// Writes a value in one call.
  ///
  /// @throws LinuxException naming file and value
  void write(String path, String value);

  /// Writes several values in turn, each in one call.
  void writeEach(String path, List<String> values);

  /// Opens a file for writing.
  Fd openForWriting(String path);

  /// Waits until a file's content is as wanted; the kernel announces changes of such files.
  ///
  /// @return false when the time is over or the file has gone
  boolean await(String path, Predicate<String> wanted, Duration limit);
}
