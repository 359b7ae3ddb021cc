package havre.runtime;

/// The namespaces of a container. The mount namespace is always its own.
public record Namespaces(
    Namespace pid, Namespace network, Namespace ipc, Namespace uts, Namespace cgroup) {

  /// All of its own but the cgroup namespace, as Docker has it on cgroup v1.
  public static Namespaces isolated() {
    return new Namespaces(
        Namespace.PRIVATE, Namespace.PRIVATE, Namespace.PRIVATE, Namespace.PRIVATE, Namespace.HOST);
  }

  public Namespaces withPid(Namespace value) {
    return new Namespaces(value, network, ipc, uts, cgroup);
  }

  public Namespaces withNetwork(Namespace value) {
    return new Namespaces(pid, value, ipc, uts, cgroup);
  }

  public Namespaces withIpc(Namespace value) {
    return new Namespaces(pid, network, value, uts, cgroup);
  }

  public Namespaces withUts(Namespace value) {
    return new Namespaces(pid, network, ipc, value, cgroup);
  }

  public Namespaces withCgroup(Namespace value) {
    return new Namespaces(pid, network, ipc, uts, value);
  }
}
