package havre.linux.netlink;

/// What a veth pair shall be.
///
/// @param name the host's end
/// @param index the number of the host's end; not in use by another link
/// @param master the number of the bridge that the host's end joins
/// @param peerName the end in the other namespace
/// @param peerIndex the number of that end, in its namespace
/// @param namespace where the other end goes
public record VethRequest(
    String name,
    int index,
    int master,
    int mtu,
    String peerName,
    int peerIndex,
    MacAddress peerMac,
    Namespace namespace) {

  /// A network namespace, named by something that is in it or refers to it.
  public sealed interface Namespace permits OfProcess, OfDescriptor {
    int number();
  }

  /// The namespace of a process.
  public record OfProcess(int number) implements Namespace {}

  /// A namespace by an open descriptor of it.
  public record OfDescriptor(int number) implements Namespace {}
}
