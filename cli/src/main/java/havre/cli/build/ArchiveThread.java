package havre.cli.build;

import havre.cli.command.CliException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// An archive that is packed while it is sent. Where packing fails, so does reading.
final class ArchiveThread {
  private static final int BUFFER = 256 * 1024;

  private final PipedInputStream pipe = new PipedInputStream(BUFFER);
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /// Packs.
  interface Packing {
    void to(OutputStream out) throws IOException;
  }

  void start(Packing packing) throws IOException {
    var out = new PipedOutputStream(pipe);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (out) {
            packing.to(out);
            end.complete(null);
          } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
          }
        });
  }

  InputStream in() {
    return new FilterInputStream(pipe) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        return read < 0 ? ended() : read;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        return count < 0 ? ended() : count;
      }
    };
  }

  private static Exception cause(ExecutionException e) {
    return e.getCause() instanceof Exception cause ? cause : e;
  }

  private int ended() throws IOException {
    try {
      end.get();
      return -1;
    } catch (ExecutionException e) {
      throw new IOException("error packing the context: " + CliException.text(cause(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
