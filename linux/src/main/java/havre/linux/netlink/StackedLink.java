package havre.linux.netlink;

/// A link with an address of its own on another link's wire.
///
/// @param parent the index of the link whose wire it shares, here
/// @param name in the namespace where it goes
/// @param index its number there
/// @param namespace where it goes
public record StackedLink(
    Kind kind, int parent, String name, int index, VethRequest.Namespace namespace) {

  /// What tells its traffic from that of others on the wire.
  public sealed interface Kind permits Macvlan, Ipvlan {}

  /// A hardware address of its own.
  ///
  /// @param mac what it is; with [MacvlanMode#PASSTHRU] the kernel gives it that of the parent
  public record Macvlan(MacvlanMode mode, MacAddress mac) implements Kind {}

  /// The parent's hardware address, and IP addresses of its own.
  public record Ipvlan(IpvlanMode mode, IpvlanFlag flag) implements Kind {}

  /// How the macvlan links of a parent reach each other.
  public enum MacvlanMode {
    /// Not at all.
    PRIVATE(1),
    /// By way of a switch that sends frames back.
    VEPA(2),
    /// Directly.
    BRIDGE(4),
    /// There is only one.
    PASSTHRU(8);

    final int number;

    MacvlanMode(int number) {
      this.number = number;
    }
  }

  /// Where packets of ipvlan links are routed.
  public enum IpvlanMode {
    /// Nowhere: they are on the parent's segment.
    L2,
    /// By the parent's host.
    L3,
    /// By the parent's host, which sees them in its firewall.
    L3S
  }

  /// How the ipvlan links of a parent reach each other, numbered as the kernel does.
  public enum IpvlanFlag {
    BRIDGE,
    PRIVATE,
    VEPA
  }
}
