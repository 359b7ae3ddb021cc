package havre.network;

/// Puts the interface of an endpoint into a network namespace.
interface InterfaceMaker {

  /// @param pid of a process in the namespace
  /// @throws havre.common.HavreException when the kernel refuses
  void create(Endpoint endpoint, int pid);
}
