package havre.store.diff;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// An archive that is written by one thread while another reads it. The reader sees its end only
/// when all of it was written: where the writing fails, so does the reading.
public final class ArchivePipe extends FilterInputStream {
  private static final int BUFFER = 1024 * 1024;

  private final CompletableFuture<Void> written = new CompletableFuture<>();

  /// Writes an archive.
  @FunctionalInterface
  public interface Source {
    void writeTo(OutputStream out) throws IOException;
  }

  private ArchivePipe(PipedInputStream in) {
    super(in);
  }

  /// Begins to write, on a thread of its own that ends with the writing or with [#close].
  public static ArchivePipe from(Source source) throws IOException {
    var in = new PipedInputStream(BUFFER);
    var out = new PipedOutputStream(in);
    var pipe = new ArchivePipe(in);
    Thread.ofPlatform().name("archive-pipe").start(() -> pipe.fill(source, out));
    return pipe;
  }

  private void fill(Source source, OutputStream out) {
    try (out) {
      source.writeTo(out);
      written.complete(null);
    } catch (IOException e) {
      written.completeExceptionally(new UncheckedIOException(e));
    } catch (RuntimeException e) {
      written.completeExceptionally(e);
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    return read < 0 ? end() : read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    return count < 0 ? end() : count;
  }

  private int end() throws IOException {
    try {
      written.join();
      return -1;
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case UncheckedIOException failure -> throw failure.getCause();
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IOException(e);
      }
    }
  }
}
