package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.Signals;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks a container's process to end, and ends it when it does not. Waits without holding the
/// container, and never for ever: not even SIGKILL ends a process that the kernel holds.
final class StopContainer {
  private static final int DEFAULT_TIMEOUT = 10;
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofDays(365);

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  StopContainer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  void stop(String ref, String signal, @Nullable Integer timeout) {
    Container container = registry.resolve(ref);
    if (container.run() == null && !container.state().restarting()) {
      throw ContainerErrors.notModified();
    }
    boolean ran;
    try {
      ran = stop(container, signal(container, signal), timeout);
    } catch (HavreException e) {
      throw ContainerErrors.cannotStop(ref, e);
    }
    if (!ran) {
      throw ContainerErrors.notModified();
    }
    events.publish(container, "stop");
  }

  /// The signal that is asked for, or the container's own.
  static int signal(Container container, String asked) {
    return asked.isEmpty() ? stopSignal(container) : Signals.parse(asked);
  }

  /// The signal that ends a container's process.
  static int stopSignal(Container container) {
    String own = container.definition().spec().config().stopSignal();
    return own.isEmpty() ? Signals.TERM : Signals.parse(own);
  }

  /// @return false when it did not run
  boolean stop(Container container, int signal, @Nullable Integer timeout) {
    Run run = markStopped(container);
    if (run == null) {
      return cancelRestart(container);
    }
    end(container, run, signal, patience(container, timeout));
    return true;
  }

  private void end(Container container, Run run, int signal, Duration patience) {
    send(container, run, signal);
    if (!run.awaitEnd(patience)) {
      kill(container, run);
    }
  }

  /// Ends a container's process with the engine: that is no client's doing, so its policy may start
  /// it again with the next engine.
  ///
  /// @param longest how long it is given at most
  void stopWithEngine(Container container, Duration longest) {
    Run run = container.run();
    if (run != null) {
      Duration own = patience(container, null);
      end(container, run, stopSignal(container), own.compareTo(longest) < 0 ? own : longest);
      events.publish(container, "stop");
    }
  }

  private static Duration patience(Container container, @Nullable Integer timeout) {
    Integer seconds =
        timeout != null ? timeout : container.definition().spec().config().stopTimeout();
    if (seconds == null) {
      return Duration.ofSeconds(DEFAULT_TIMEOUT);
    }
    return seconds < 0 ? LONG : Duration.ofSeconds(seconds);
  }

  /// Kills a container's process and waits for its end.
  ///
  /// @return false when it did not run
  boolean kill(Container container) {
    Run run = markStopped(container);
    if (run == null) {
      return cancelRestart(container);
    }
    kill(container, run);
    return true;
  }

  private void kill(Container container, Run run) {
    send(container, run, Signals.KILL);
    run.process().signalAll(Signals.KILL);
    if (!run.awaitEnd(AFTER_KILL)) {
      throw HavreException.internal(
          "tried to kill container, but did not receive an exit event", null);
    }
  }

  private void send(Container container, Run run, int signal) {
    run.process().signal(signal);
    if (container.state().paused()) {
      run.process().unpause();
    }
    events.publish(container, "kill", "signal", Integer.toString(signal));
  }

  /// Records that a client ended it, so that its policy doesn't start it again.
  ///
  /// @return its run, if it runs
  @Nullable Run markStopped(Container container) {
    if (container.run() == null) {
      return null;
    }
    try (var _ = container.begin()) {
      Run run = container.run();
      if (run != null) {
        var stopped = container.condition().withStoppedByHand(true);
        if (container.definition().spec().host().restartPolicy().none()) {
          container.show(stopped);
        } else {
          container.become(parts.records(), stopped);
        }
      }
      return run;
    }
  }

  private boolean cancelRestart(Container container) {
    try (var _ = container.begin()) {
      ContainerState state = container.state();
      if (!state.restarting()) {
        return false;
      }
      container.become(
          parts.records(),
          container
              .condition()
              .withStoppedByHand(true)
              .withState(
                  new ContainerState(
                      ContainerStatus.EXITED,
                      0,
                      state.exitCode(),
                      state.error(),
                      state.oomKilled(),
                      state.startedAt(),
                      state.finishedAt())));
      return true;
    }
  }
}
