package havre.runtime;

/// Where a container takes one of its namespaces from.
public sealed interface Namespace {
  Namespace PRIVATE = new Private();
  Namespace HOST = new Host();

  /// A new one, which the kernel takes down with the container.
  record Private() implements Namespace {}

  /// The daemon's own.
  record Host() implements Namespace {}

  /// That of another running process, which is the first one of another container.
  record Join(int pid) implements Namespace {
    public Join {
      if (pid <= 0) {
        throw new IllegalArgumentException("not a process: " + pid);
      }
    }
  }
}
