package havre.runtime.streams;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.nio.file.Path;

/// All bytes that were ever read from one stream, at the places of the stream: the file's size is
/// how many there were, by the kernel's own account. Space of bytes that have reached the log is
/// given back as holes.
final class Journal implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final int MODE = 0600;
  private static final int PAGE = 4096;
  private static final int HOLE = 1024 * 1024;

  private final Fd file;
  private long size;
  private long discarded;

  private Journal(Fd file) {
    this.file = file;
    this.size = FileStatus.of(file).size();
  }

  static Journal open(Path path) {
    return new Journal(Open.path(path.toString(), OpenHow.READ_WRITE.create(MODE)));
  }

  /// How many bytes were read from the stream.
  long size() {
    return size;
  }

  /// Moves bytes out of a pipe, in one step that a kill cannot divide.
  ///
  /// @return the bytes moved, 0 at the end, or [Io#WOULD_BLOCK]
  int splice(Fd pipe, int length) {
    int count = Io.spliceAt(pipe, file, size, length);
    if (count > 0) {
      size += count;
    }
    return count;
  }

  void append(NativeBuffer buffer, int length) {
    int done = 0;
    while (done < length) {
      done += Io.writeAt(file, size + done, buffer, done, length - done);
    }
    size += length;
  }

  /// Reads from a place of the stream.
  int read(long position, NativeBuffer buffer, int length) {
    int done = 0;
    while (done < length) {
      int count = Io.readAt(file, position + done, buffer, done, length - done);
      if (count == 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /// The bytes before a place are not needed any more. A file system that has no holes keeps them.
  void discard(long position) {
    long end = position / PAGE * PAGE;
    if (end - discarded >= HOLE) {
      try {
        Io.punchHole(file, discarded, end - discarded);
        discarded = end;
      } catch (LinuxException e) {
        LOGGER.log(System.Logger.Level.WARNING, "journals will grow: " + e.getMessage());
        discarded = Long.MAX_VALUE / 2;
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
