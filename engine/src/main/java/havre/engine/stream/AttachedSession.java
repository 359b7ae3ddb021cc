package havre.engine.stream;

import static java.lang.System.Logger.Level.DEBUG;

import havre.engine.container.StreamSession;
import havre.runtime.streams.AttachSession;
import havre.runtime.streams.OutputChunk;
import havre.runtime.streams.StreamKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A client tied to a running process. The caller's thread carries the output, a virtual thread the
/// input; it ends with the client's connection.
public final class AttachedSession implements StreamSession {
  private static final System.Logger LOG = System.getLogger(AttachedSession.class.getName());
  private static final int BUFFER = 32 << 10;

  private final AttachSession session;
  private final boolean tty;
  private final @Nullable DetachKeys detachKeys;
  private final Runnable onDetach;
  private final AtomicBoolean detached = new AtomicBoolean();

  /// @param detachKeys empty for the default; heeded with a terminal only
  /// @param onDetach told when the client typed them
  public AttachedSession(AttachSession session, boolean tty, String detachKeys, Runnable onDetach) {
    this.session = session;
    this.tty = tty;
    this.detachKeys = tty ? DetachKeys.parse(detachKeys) : null;
    this.onDetach = onDetach;
  }

  /// Refuses keys that there are not.
  ///
  /// @throws havre.common.HavreException INVALID
  public static void checkDetachKeys(String text) {
    DetachKeys.parse(text);
  }

  @Override
  public boolean tty() {
    return tty;
  }

  @Override
  public void copy(@Nullable InputStream stdin, OutputStream stdout, OutputStream stderr) {
    if (stdin != null) {
      Thread.ofVirtual().name("attach-input").start(() -> copyInput(stdin));
    }
    try {
      OutputChunk chunk;
      while ((chunk = session.next()) != null) {
        OutputStream out = chunk.stream() == StreamKind.STDERR ? stderr : stdout;
        out.write(chunk.bytes(), chunk.offset(), chunk.length());
        out.flush();
      }
    } catch (IOException e) {
      LOG.log(DEBUG, "an attached client is gone: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.close();
    }
  }

  private void copyInput(InputStream stdin) {
    var buffer = new byte[BUFFER];
    try {
      int length;
      while ((length = stdin.read(buffer)) >= 0) {
        if (detachKeys == null) {
          session.write(buffer, 0, length);
        } else if (detachKeys.pass(buffer, length, this::writeSome)) {
          detach();
          return;
        }
      }
      session.closeInput();
    } catch (IOException e) {
      LOG.log(DEBUG, "an attached client is gone: {0}", e.getMessage());
      session.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeSome(byte[] bytes, int offset, int length)
      throws IOException, InterruptedException {
    if (length > 0) {
      session.write(bytes, offset, length);
    }
  }

  private void detach() {
    if (detached.compareAndSet(false, true)) {
      onDetach.run();
      session.close();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
