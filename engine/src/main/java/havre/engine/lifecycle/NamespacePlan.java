package havre.engine.lifecycle;

import havre.engine.container.ContainerErrors;
import havre.engine.container.HostOptions;
import havre.runtime.Namespace;
import havre.runtime.Namespaces;
import java.util.Set;

/// Which namespaces a container gets.
final class NamespacePlan {
  private static final String JOIN = "container:";
  private static final String IPC = "IPC";
  private static final Set<String> UNSHARED = Set.of("private", "none");

  private final ContainerRegistry registry;

  NamespacePlan(ContainerRegistry registry) {
    this.registry = registry;
  }

  Namespaces of(HostOptions.Namespaces asked, Namespace network) {
    return new Namespaces(
        namespace("PID", asked.pidMode()),
        network,
        namespace(IPC, asked.ipcMode()),
        namespace("UTS", asked.utsMode()),
        namespace("cgroup", asked.cgroupnsMode()));
  }

  private Namespace namespace(String kind, String mode) {
    if (mode.equals("host")) {
      return Namespace.HOST;
    }
    if (!mode.startsWith(JOIN)) {
      return Namespace.PRIVATE;
    }
    Container other = registry.resolve(mode.substring(JOIN.length()));
    Run run = other.run();
    if (kind.equals(IPC)
        && run != null
        && UNSHARED.contains(other.definition().spec().host().namespaces().ipcMode())) {
      throw ContainerErrors.notShareable(mode.substring(JOIN.length()));
    }
    if (run == null) {
      throw ContainerErrors.joinNotRunning(kind, other.id().value());
    }
    return new Namespace.Join(run.process().pid());
  }
}
