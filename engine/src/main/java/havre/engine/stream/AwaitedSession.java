package havre.engine.stream;

import havre.engine.container.StreamSession;
import havre.runtime.streams.AttachSession;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client of a container that is not started yet.
public final class AwaitedSession implements StreamSession {
  private final boolean tty;
  private final CompletableFuture<Optional<AttachSession>> start;
  private final Function<AttachSession, StreamSession> attached;

  /// @param start completes when the container is started, or never will be
  public AwaitedSession(
      boolean tty,
      CompletableFuture<Optional<AttachSession>> start,
      Function<AttachSession, StreamSession> attached) {
    this.tty = tty;
    this.start = start;
    this.attached = attached;
  }

  @Override
  public boolean tty() {
    return tty;
  }

  @Override
  public void copy(@Nullable InputStream stdin, OutputStream stdout, OutputStream stderr) {
    Optional<AttachSession> session;
    try {
      session = start.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a start is told of or given up", e);
    }
    if (session.isPresent()) {
      try (StreamSession running = attached.apply(session.get())) {
        running.copy(stdin, stdout, stderr);
      }
    }
  }

  @Override
  public void close() {
    if (!start.complete(Optional.empty())) {
      start.thenAccept(session -> session.ifPresent(AttachSession::close));
    }
  }
}
