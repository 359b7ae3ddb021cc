package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.EndpointRequest;
import havre.network.IpAddresses;
import havre.network.NetworkInfo;
import havre.network.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What may be wished on a network, with Docker's texts for what may not.
public final class EndpointRules {
  private static final Pattern MAC = Pattern.compile("\\p{XDigit}{2}([:-]\\p{XDigit}{2}){5}");

  private EndpointRules() {}

  /// @throws HavreException INVALID with all that is wrong
  public static void check(NetworkInfo network, EndpointRequest wish) {
    var faults = new ArrayList<String>();
    if (!network.hasNames()) {
      if (!wish.ipv4Address().isEmpty() || !wish.ipv6Address().isEmpty()) {
        faults.add("user specified IP address is supported on user defined networks only");
      }
      if (!wish.aliases().isEmpty()) {
        faults.add(
            "network-scoped alias is supported only for containers in user defined networks");
      }
    }
    checkAddress(network, wish.ipv4Address(), true, faults);
    checkAddress(network, wish.ipv6Address(), false, faults);
    wish.linkLocalAddresses().stream()
        .filter(address -> !IpAddresses.isAddress(address))
        .forEach(address -> faults.add("invalid link-local IP address: " + address));
    if (!faults.isEmpty()) {
      throw HavreException.invalid(
          faults.size() == 1
              ? "invalid endpoint settings:\n" + faults.getFirst()
              : "invalid endpoint settings:\n* " + String.join("\n* ", faults));
    }
  }

  /// What is refused when the container starts only.
  public static void checkLinkLocal(EndpointRequest wish) {
    for (String address : wish.linkLocalAddresses()) {
      if (!IpAddresses.parse(address).isLinkLocalAddress()) {
        throw HavreException.invalid("invalid link local IP address: " + address);
      }
    }
  }

  /// As [#check], for a container that is being created.
  public static void checkNew(NetworkInfo network, EndpointRequest wish) {
    checkMac(network.name(), wish.macAddress());
    try {
      check(network, wish);
    } catch (HavreException e) {
      throw new HavreException(
          e.kind(),
          "invalid config for network %s: %s".formatted(network.name(), e.getMessage()),
          e);
    }
  }

  /// @param mac may be empty
  static void checkMac(String network, String mac) {
    if (!mac.isEmpty() && !MAC.matcher(mac).matches()) {
      throw HavreException.invalid(
          "invalid config for network %s: invalid MAC address %s".formatted(network, mac));
    }
  }

  private static void checkAddress(
      NetworkInfo network, String text, boolean ipv4, List<String> faults) {
    if (text.isEmpty()) {
      return;
    }
    boolean valid = IpAddresses.isAddress(text) && text.indexOf(':') < 0 == ipv4;
    if (!valid) {
      faults.add("invalid %s address: %s".formatted(ipv4 ? "IPv4" : "IPv6", text));
    }
    List<Subnet> given =
        network.ipam().stream()
            .filter(subnet -> !subnet.comesFromPool())
            .filter(subnet -> subnet.prefix().isIpv4() == ipv4)
            .toList();
    if (given.isEmpty()) {
      faults.add(
          "user specified IP address is supported only when connecting to networks with user"
              + " configured subnets");
      return;
    }
    boolean inside =
        valid
            && given.stream().anyMatch(subnet -> subnet.prefix().contains(IpAddresses.parse(text)));
    if (!inside) {
      faults.add("no configured subnet or ip-range contain the IP address " + text);
    }
  }
}
