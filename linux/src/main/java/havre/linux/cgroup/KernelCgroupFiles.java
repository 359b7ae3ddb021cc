package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.Poll;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The kernel's own files. All paths are made by this package from mount points and cgroup names.
final class KernelCgroupFiles implements CgroupFiles {
  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_LIMIT = 4 << 20;

  @Override
  public void makeDirectory(String path) {
    Entries.makeDirectory(path, DIRECTORY_MODE);
  }

  @Override
  public void removeDirectory(String path) {
    Entries.removeDirectory(path);
  }

  @Override
  public boolean exists(String path) {
    try (Fd found = Open.path(path, OpenHow.PATH)) {
      return found.isOpen();
    } catch (LinuxException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<String> directories(String path) {
    try (Fd directory = Open.path(path, OpenHow.DIRECTORY)) {
      return DirectoryListing.of(directory).stream()
          .filter(DirectoryListing.Entry::directory)
          .map(DirectoryListing.Entry::name)
          .toList();
    } catch (LinuxException e) {
      if (isMissing(e)) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> read(String path) {
    try (Fd file = Open.path(path, OpenHow.READ)) {
      return Optional.of(content(file));
    } catch (LinuxException e) {
      if (isMissing(e)) {
        return Optional.empty();
      }
      throw new LinuxException("read", e.errno(), path);
    }
  }

  @Override
  public void write(String path, String value) {
    writeEach(path, List.of(value));
  }

  @Override
  public void writeEach(String path, List<String> values) {
    try (Fd file = openForWriting(path)) {
      for (String value : values) {
        try {
          Io.writeFully(file, value.getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException e) {
          throw new LinuxException("write", e.errno(), "\"" + value + "\" to " + path);
        }
      }
    }
  }

  @Override
  public Fd openForWriting(String path) {
    return Open.path(path, OpenHow.WRITE);
  }

  @Override
  public boolean await(String path, Predicate<String> wanted, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try (Fd file = Open.path(path, OpenHow.READ)) {
      while (!wanted.test(content(file))) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || !Poll.changed(file, left)) {
          return false;
        }
        Io.seek(file, 0);
      }
      return true;
    } catch (LinuxException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  private static String content(Fd file) {
    return new String(Io.readFully(file, FILE_LIMIT), StandardCharsets.UTF_8);
  }

  /// A file of a removed cgroup that is still open says ENODEV.
  private static boolean isMissing(LinuxException e) {
    return e.is(Errno.ENOENT) || e.is(Errno.ENODEV);
  }
}
