package havre.runtime;

import java.util.List;

/// How a container's network namespace gets its interfaces.
///
/// [#configuration] is asked for while the container is prepared; [#attach] once its namespace
/// exists and before its own process runs. If the start fails later, the caller undoes the attach.
public interface SandboxNetwork {
  /// Nothing to attach: a host network, that of another container, or only the loopback device of a
  /// namespace that is configured by the given messages.
  SandboxNetwork NONE =
      new SandboxNetwork() {
        @Override
        public List<byte[]> configuration() {
          return List.of();
        }

        @Override
        public void attach(int pid) {}
      };

  /// Complete rtnetlink messages (header included) that are sent inside the namespace after
  /// [#attach], in order; each must succeed. The numbers of its interfaces must be fixed for this.
  List<byte[]> configuration();

  /// Puts the interfaces into the network namespace of a process, whose number is the host's.
  void attach(int pid);
}
