package havre.engine.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a container is at one moment. Immutable.
///
/// @param pid of the first process on the host; 0 when none runs
/// @param error why the last start failed, or empty
/// @param startedAt `null` when it never ran
/// @param finishedAt `null` when it never ended
public record ContainerState(
    ContainerStatus status,
    int pid,
    int exitCode,
    String error,
    boolean oomKilled,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {
  public static final ContainerState CREATED =
      new ContainerState(ContainerStatus.CREATED, 0, 0, "", false, null, null);

  /// Whether there is a process, paused, running, or about to run again.
  public boolean running() {
    return status == ContainerStatus.RUNNING
        || status == ContainerStatus.PAUSED
        || status == ContainerStatus.RESTARTING;
  }

  public boolean paused() {
    return status == ContainerStatus.PAUSED;
  }

  public boolean restarting() {
    return status == ContainerStatus.RESTARTING;
  }

  public boolean dead() {
    return status == ContainerStatus.DEAD;
  }
}
