package havre.registryclient;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// What of a blob has come so far, kept in a file: after a broken connection, an interrupt or the
/// daemon's end only the rest is fetched. Not thread-safe.
final class PartialFile implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private @Nullable OutputStream out;

  PartialFile(Path file) {
    this.file = file;
  }

  /// The bytes from an earlier time; null where there are none.
  ///
  /// @param size how many a whole blob has
  @Nullable InputStream earlier(long size) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    if (Files.size(file) > size) {
      Files.delete(file);
      return null;
    }
    return Files.newInputStream(file);
  }

  void append(byte[] bytes, int offset, int length) throws IOException {
    OutputStream open = out;
    if (open == null) {
      open =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              BUFFER);
      out = open;
    }
    open.write(bytes, offset, length);
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
