package havre.network;

import java.util.List;

/// How the network namespace of one container gets its interfaces.
///
/// The steps of a start: the container's first process is made in its new network namespace;
/// [#attach] puts the interfaces there from the host's side; the process then writes [#sysctls] and
/// sends [#configuration] from inside.
public sealed interface SandboxNetwork
    permits ConnectedSandbox, IsolatedSandbox, HostSandbox, JoinedSandbox {

  /// Whose network namespace the container's processes run in.
  Namespace namespace();

  /// Puts the container's interfaces into the network namespace of a process.
  ///
  /// @throws havre.common.HavreException when the kernel refuses
  void attach(int pid);

  /// The rtnetlink requests that the first process sends in its own namespace, in this order, each
  /// a complete message that asks for an acknowledgement.
  List<byte[]> configuration();

  /// What the first process writes below /proc/sys before [#configuration]; a missing file is no
  /// error.
  List<Sysctl> sysctls();

  /// Which network namespace a container runs in.
  enum Namespace {
    /// A new one of its own.
    NEW,
    /// The host's.
    HOST,
    /// Another container's ([JoinedSandbox#containerId]).
    JOINED
  }

  /// A kernel setting.
  ///
  /// @param path below /proc/sys, `net/ipv6/conf/eth0/disable_ipv6`
  record Sysctl(String path, String value) {}
}
