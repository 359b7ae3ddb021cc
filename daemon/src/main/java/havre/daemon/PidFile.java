package havre.daemon;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file with the daemon's process number. A file left by a daemon that is gone is replaced.
final class PidFile implements AutoCloseable {
  private final Path path;

  private PidFile(Path path) {
    this.path = path;
  }

  /// @throws HavreException CONFLICT when the daemon that wrote it still runs
  static PidFile write(Path path) {
    try {
      if (Files.exists(path)) {
        requireGone(path);
      }
      if (path.getParent() != null) {
        Files.createDirectories(path.getParent());
      }
      Files.writeString(path, Long.toString(ProcessHandle.current().pid()));
      return new PidFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireGone(Path path) throws IOException {
    String text = Files.readString(path).strip();
    if (!text.matches("\\d{1,10}")) {
      return;
    }
    long pid = Long.parseLong(text);
    Path command = Path.of("/proc", text, "cmdline");
    boolean daemon =
        pid != ProcessHandle.current().pid()
            && Files.exists(command)
            && Files.readString(command).contains("havre.daemon.Main");
    if (daemon) {
      throw new HavreException(
          ErrorKind.CONFLICT, "pid file found, ensure havred is not running or delete " + path);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
