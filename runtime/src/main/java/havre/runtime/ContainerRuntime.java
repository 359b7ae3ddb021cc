package havre.runtime;

import havre.common.ContainerId;
import java.util.Optional;

/// Starts containers and finds again those that run.
///
/// A container is run by a *holder*, a small process that outlives the daemon: it owns the ends of
/// the container's streams and writes its exit record. The life of one container here is [#start],
/// or [#reattach] in a later daemon, then [RunningProcess#onExit], then [RunningProcess#release].
/// After a release nothing of the container is left in the runtime; its file system is the
/// caller's.
public interface ContainerRuntime {

  /// Starts a container and returns once its program has been executed.
  ///
  /// @throws StartFailure where it cannot be started; all is undone then, except the network's
  ///   attachment, which is the caller's
  RunningContainer start(Launch launch, SandboxNetwork network);

  /// Takes over a container that an earlier daemon started, running or ended. Empty where there is
  /// no holder and no exit record of it: it never ran, or the machine has been restarted since.
  Optional<RunningContainer> reattach(ContainerId id);

  /// Removes whatever is left of a container: kills its processes, lets its holder go, removes its
  /// cgroup and records. Does nothing where there is nothing.
  void discard(ContainerId id);
}
