package havre.network;

import havre.common.HavreException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a network may be asked to be, with Docker's texts for what it may not.
final class NetworkRules {
  private static final Set<String> DRIVERS = Set.of("bridge", "macvlan", "ipvlan");

  private NetworkRules() {}

  /// Whether a driver is a plugin.
  static boolean isRemote(String driver) {
    return !DRIVERS.contains(driver) && !driver.equals("host") && !driver.equals("null");
  }

  /// @param plugins the drivers that others bring
  static void check(NetworkSpec spec, NetworkPlugins plugins) {
    if (spec.name().isBlank()) {
      throw HavreException.invalid("invalid name: " + spec.name());
    }
    if (NetworkInfo.isPredefined(spec.name()) || spec.name().equals("default")) {
      throw NetworkErrors.predefined(spec.name());
    }
    if (spec.driver().equals("host") || spec.driver().equals("null")) {
      throw NetworkErrors.onlyOne(spec.driver());
    }
    if (isRemote(spec.driver())) {
      plugins.require(spec.driver(), RemoteDriver.KIND);
    }
    checkIpam(spec, plugins);
    if (!spec.enableIpv4() && !spec.enableIpv6() && !spec.configOnly()) {
      throw HavreException.invalid("IPv4 or IPv6 must be enabled");
    }
    checkSubnets(spec);
  }

  private static void checkIpam(NetworkSpec spec, NetworkPlugins plugins) {
    String ipam = spec.ipam().driver();
    if (ipam.equals(NetworkPlugins.NO_IPAM)) {
      if (spec.driver().equals("bridge")) {
        throw HavreException.invalid("ipv4 pool is empty");
      }
    } else if (!NetworkPlugins.isOwnIpam(spec)) {
      plugins.require(ipam, RemoteIpam.KIND);
    }
  }

  private static void checkSubnets(NetworkSpec spec) {
    var faults = new ArrayList<String>();
    spec.ipam().subnets().forEach(subnet -> check(subnet, spec.enableIpv6(), faults));
    if (faults.size() == 1) {
      throw HavreException.invalid("invalid network config:\n" + faults.getFirst());
    }
    if (!faults.isEmpty()) {
      throw HavreException.invalid("invalid network config:\n* " + String.join("\n* ", faults));
    }
  }

  private static void check(Subnet subnet, boolean ipv6, List<String> faults) {
    if (subnet.subnet().isEmpty()) {
      if (!subnet.ipRange().isEmpty() || !subnet.gateway().isEmpty()) {
        faults.add("invalid subnet : invalid CIDR block notation");
      }
      return;
    }
    IpPrefix prefix;
    try {
      prefix = subnet.prefix();
    } catch (HavreException e) {
      faults.add("invalid subnet %s: invalid CIDR block notation".formatted(subnet.subnet()));
      return;
    }
    if (!ipv6 && !prefix.isIpv4()) {
      return; // nothing is made of it
    }
    if (!prefix.equals(prefix.network())) {
      faults.add("invalid subnet %s: it should be %s".formatted(prefix, prefix.network()));
    }
    checkRange(subnet, prefix, faults);
    checkInside("gateway", subnet.gateway(), subnet.gateway(), prefix, faults);
    subnet
        .auxiliary()
        .forEach(
            (name, address) -> checkInside("auxiliary address", name, address, prefix, faults));
  }

  private static void checkRange(Subnet subnet, IpPrefix prefix, List<String> faults) {
    if (subnet.ipRange().isEmpty()) {
      return;
    }
    try {
      IpPrefix range = IpPrefix.parse(subnet.ipRange());
      if (!range.equals(range.network())) {
        faults.add("invalid ip-range %s: it should be %s".formatted(range, range.network()));
      }
      if (!prefix.network().contains(range)) {
        faults.add(
            "invalid ip-range %s: parent subnet %s doesn't contain ip-range"
                .formatted(range, prefix));
      }
    } catch (HavreException e) {
      faults.add("invalid ip-range %s: invalid CIDR block notation".formatted(subnet.ipRange()));
    }
  }

  private static void checkInside(
      String what, String called, String text, IpPrefix prefix, List<String> faults) {
    if (text.isEmpty()) {
      return;
    }
    if (!IpAddresses.isAddress(text)) {
      faults.add("invalid %s %s: invalid address".formatted(what, called));
      return;
    }
    InetAddress address = IpAddresses.parse(text);
    if (!prefix.network().contains(address)) {
      faults.add(
          "invalid %s %s: parent subnet %s doesn't contain this address"
              .formatted(what, called, prefix));
    }
  }
}
