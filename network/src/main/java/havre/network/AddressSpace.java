package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The addresses of a network, of one family: its subnets in their order.
final class AddressSpace implements Addresses {
  private final String description;
  private final boolean ipv4;
  private final WayOut wayOut;
  private final List<Part> parts = new ArrayList<>();

  private record Part(Subnet subnet, AddressAllocator allocator) {}

  /// How containers reach other networks.
  enum WayOut {
    /// Not by this network.
    NONE,
    /// By a subnet's gateway, if it has one.
    GATEWAY,
    /// All the world is on the link.
    LINK
  }

  /// @param description how messages name the network, `name (id)`
  AddressSpace(String description, List<Subnet> subnets, boolean ipv4, WayOut wayOut) {
    this.description = description;
    this.ipv4 = ipv4;
    this.wayOut = wayOut;
    for (Subnet subnet : subnets) {
      var allocator = new AddressAllocator(subnet.prefix(), subnet.range());
      if (!subnet.gateway().isEmpty()) {
        allocator.take(IpAddresses.parse(subnet.gateway()));
      }
      subnet.auxiliary().values().forEach(text -> allocator.take(IpAddresses.parse(text)));
      parts.add(new Part(subnet, allocator));
    }
  }

  @Override
  public InterfaceAddress allocate(String wish) {
    if (!wish.isEmpty()) {
      return take(IpAddresses.parse(wish));
    }
    for (Part part : parts) {
      Optional<InetAddress> free = part.allocator.allocate();
      if (free.isPresent()) {
        return address(part.subnet, free.get(), wayOut);
      }
    }
    throw HavreException.internal(
        "no available %s addresses on this network's address pools: %s"
            .formatted(ipv4 ? "IPv4" : "IPv6", description),
        null);
  }

  private InterfaceAddress take(InetAddress wish) {
    Part part =
        partOf(wish)
            .orElseThrow(() ->
                HavreException.invalid(
                    "Invalid address %s: It does not belong to any of this network's subnets"
                        .formatted(IpAddresses.format(wish))));
    if (!part.allocator.take(wish)) {
      throw new HavreException(ErrorKind.FORBIDDEN, "Address already in use");
    }
    return address(part.subnet, wish, wayOut);
  }

  /// One of an earlier subnet takes none of these.
  @Override
  public void reserve(InterfaceAddress address) {
    InetAddress parsed = IpAddresses.parse(address.address());
    partOf(parsed).ifPresent(part -> part.allocator.reserve(parsed));
  }

  @Override
  public void release(InterfaceAddress address) {
    InetAddress parsed = IpAddresses.parse(address.address());
    partOf(parsed).ifPresent(part -> part.allocator.release(parsed));
  }

  private Optional<Part> partOf(InetAddress address) {
    return parts.stream().filter(part -> part.allocator.subnet().contains(address)).findFirst();
  }

  static InterfaceAddress address(Subnet subnet, InetAddress address, WayOut wayOut) {
    return new InterfaceAddress(
        IpAddresses.format(address),
        subnet.prefix().length(),
        switch (wayOut) {
          case NONE -> "";
          case GATEWAY -> subnet.nextHop();
          case LINK -> InterfaceAddress.onLink(subnet.isIpv4());
        });
  }
}
