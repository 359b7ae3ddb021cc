package havre.engine.lifecycle;

import havre.runtime.RunningContainer;
import havre.runtime.streams.ContainerStreams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One life of a container: its process, its streams, and the moment its end is known.
///
/// @param ended completes once the container's state shows the end
/// @param latePorts what is published of it after its start
record Run(
    RunningContainer process,
    ContainerStreams streams,
    CompletableFuture<Void> ended,
    LatePorts latePorts) {
  Run(RunningContainer process, ContainerStreams streams) {
    this(process, streams, new CompletableFuture<>(), new LatePorts());
  }

  /// Waits for the end.
  ///
  /// @return false when the time has passed first
  boolean awaitEnd(Duration patience) {
    try {
      ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end never fails", e);
    }
  }
}
