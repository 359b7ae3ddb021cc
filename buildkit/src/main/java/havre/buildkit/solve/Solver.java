package havre.buildkit.solve;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Runs a build's work so that it ends in good order when its client goes.
public final class Solver {
  private Solver() {}

  /// Work of a build.
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Does the work on a thread of its own. When the caller is interrupted, the build is cancelled
  /// and waited for: its step ends at once, and what it held is given back.
  public static <T> T run(BuildJob job, Work<T> work) throws IOException, InterruptedException {
    var outcome = new CompletableFuture<T>();
    Thread worker =
        Thread.ofVirtual()
            .name("build " + job.id())
            .start(() -> {
              try {
                outcome.complete(work.run());
              } catch (IOException | InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      job.cancellation().cancel();
      job.returned().cancel(false);
      worker.join();
      throw e;
    } catch (ExecutionException e) {
      return rethrow(e.getCause());
    }
  }

  /// Waits for what the client that drives the build returns.
  public static Solution awaitReturn(BuildJob job) throws IOException, InterruptedException {
    try {
      return job.returned().get();
    } catch (ExecutionException e) {
      return rethrow(e.getCause());
    }
  }

  private static <T> T rethrow(@Nullable Throwable cause) throws IOException, InterruptedException {
    switch (cause) {
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case null, default ->
          throw new HavreException(ErrorKind.INTERNAL, "the build failed: " + cause, cause);
    }
  }
}
