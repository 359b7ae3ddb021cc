package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.netlink.Rtnetlink;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// Finds subnets for networks that give none, and refuses those that others have.
final class SubnetChooser {
  private static final int UNIQUE_LOCAL = 0xfd;
  private static final int IPV6_LENGTH = 64;
  private static final int RANDOM_FROM = 1;
  private static final int RANDOM_TO = 6;

  private final Rtnetlink rtnetlink;
  private final AddressPools pools;

  SubnetChooser(Rtnetlink rtnetlink, List<AddressPool> pools) {
    this.rtnetlink = rtnetlink;
    this.pools = new AddressPools(pools);
  }

  /// A network's spec with a subnet for each of its families, and a gateway for each subnet where
  /// the engine is the gateway.
  ///
  /// @param taken the subnets of other networks
  /// @throws HavreException FORBIDDEN when one overlaps another network's
  NetworkSpec complete(NetworkSpec spec, Collection<IpPrefix> taken) {
    var subnets = new ArrayList<Subnet>();
    for (Subnet subnet : spec.ipam().subnets()) {
      if (subnet.subnet().isEmpty()) {
        continue;
      }
      IpPrefix prefix = subnet.prefix();
      boolean second = subnets.stream().anyMatch(other -> other.isIpv4() == subnet.isIpv4());
      if (second && spec.driver().equals("bridge")) {
        throw NetworkErrors.forbidden("bridge driver doesn't support multiple subnets");
      }
      boolean clash =
          taken.stream().anyMatch(prefix::overlaps)
              || subnets.stream().map(Subnet::prefix).anyMatch(prefix::overlaps);
      if (clash) {
        throw new HavreException(
            ErrorKind.FORBIDDEN, "Pool overlaps with other one on this address space");
      }
      subnets.add(givesGateway(spec, subnet.isIpv4()) ? withGateway(subnet) : subnet);
    }
    if (spec.enableIpv4() && subnets.stream().noneMatch(Subnet::isIpv4)) {
      subnets.add(fromPool(ipv4(taken), givesGateway(spec, true)));
    }
    if (spec.enableIpv6() && subnets.stream().allMatch(Subnet::isIpv4)) {
      subnets.add(fromPool(uniqueLocal(), givesGateway(spec, false)));
    }
    return spec.withSubnets(subnets);
  }

  /// Whether the host is the gateway, or has an address at least.
  private static boolean givesGateway(NetworkSpec spec, boolean ipv4) {
    return !StackedOptions.isDriver(spec.driver())
        && !(spec.internal() && BridgeOptions.isWithoutHost(spec, ipv4));
  }

  /// A free subnet of the pools, which is no route of the host's either.
  IpPrefix ipv4(Collection<IpPrefix> taken) {
    var inUse = new ArrayList<>(taken);
    rtnetlink.routes().stream()
        .filter(route -> route.isOrdinary())
        .map(route -> new IpPrefix(route.destination(), route.prefixLength()))
        .forEach(inUse::add);
    rtnetlink.addresses().stream()
        .map(address -> new IpPrefix(address.address(), address.prefixLength()))
        .forEach(inUse::add);
    return pools
        .choose(inUse)
        .orElseThrow(
            () -> HavreException.invalid("all predefined address pools have been fully subnetted"));
  }

  private static Subnet fromPool(IpPrefix prefix, boolean withGateway) {
    var subnet = new Subnet(prefix.toString(), "", "", Map.of(), Subnet.Origin.POOL);
    return withGateway ? withGateway(subnet) : subnet;
  }

  /// The first address that is free.
  private static Subnet withGateway(Subnet subnet) {
    if (!subnet.gateway().isEmpty()) {
      return subnet;
    }
    IpPrefix range = subnet.range();
    BigInteger index = range.equals(subnet.prefix()) ? BigInteger.ONE : BigInteger.ZERO;
    String gateway = IpAddresses.format(range.at(index));
    while (subnet.auxiliary().containsValue(gateway)) {
      index = index.add(BigInteger.ONE);
      gateway = IpAddresses.format(range.at(index));
    }
    return subnet.withChosenGateway(gateway);
  }

  /// A subnet of RFC 4193 with a random global ID.
  static IpPrefix uniqueLocal() {
    var bytes = new byte[16];
    ThreadLocalRandom random = ThreadLocalRandom.current();
    bytes[0] = (byte) UNIQUE_LOCAL;
    for (int i = RANDOM_FROM; i < RANDOM_TO; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return new IpPrefix(IpAddresses.ofBytes(bytes), IPV6_LENGTH);
  }
}
