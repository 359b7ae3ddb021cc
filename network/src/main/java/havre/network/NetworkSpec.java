package havre.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a network is asked to be (`POST /networks/create`).
///
/// @param internal whether it has no way out
/// @param configOnly whether it only keeps settings for others
/// @param configFrom the network whose settings it takes; empty for its own
/// @param options of its driver
public record NetworkSpec(
    String name,
    String driver,
    boolean enableIpv4,
    boolean enableIpv6,
    Ipam ipam,
    boolean internal,
    boolean attachable,
    boolean configOnly,
    String configFrom,
    Map<String, String> options,
    Map<String, String> labels) {

  public NetworkSpec {
    options = options == null ? Map.of() : Map.copyOf(options);
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  /// Where addresses come from.
  ///
  /// @param options null when none were given
  public record Ipam(String driver, @Nullable Map<String, String> options, List<Subnet> subnets) {
    public static final Ipam DEFAULT = new Ipam("default", null, List.of());

    public Ipam {
      subnets = subnets == null ? List.of() : List.copyOf(subnets);
    }
  }

  /// A bridge network with nothing but a name.
  public static NetworkSpec of(String name) {
    return new NetworkSpec(
        name, "bridge", true, false, Ipam.DEFAULT, false, false, false, "", Map.of(), Map.of());
  }

  public NetworkSpec withSubnets(List<Subnet> subnets) {
    return new NetworkSpec(
        name,
        driver,
        enableIpv4,
        enableIpv6,
        new Ipam(ipam.driver(), ipam.options(), subnets),
        internal,
        attachable,
        configOnly,
        configFrom,
        options,
        labels);
  }

  public NetworkSpec withOptions(Map<String, String> changed) {
    return new NetworkSpec(
        name,
        driver,
        enableIpv4,
        enableIpv6,
        ipam,
        internal,
        attachable,
        configOnly,
        configFrom,
        changed,
        labels);
  }

  /// The same where it says nothing else.
  NetworkSpec withDefaults(Map<String, String> defaults) {
    if (defaults.isEmpty()) {
      return this;
    }
    var all = new HashMap<>(defaults);
    all.putAll(options);
    return withOptions(all);
  }

  public NetworkSpec withInternal(boolean value) {
    return new NetworkSpec(
        name,
        driver,
        enableIpv4,
        enableIpv6,
        ipam,
        value,
        attachable,
        configOnly,
        configFrom,
        options,
        labels);
  }

  /// The subnets of one family, none when it is off.
  List<Subnet> subnets(boolean ipv4) {
    if (ipv4 ? !enableIpv4 : !enableIpv6) {
      return List.of();
    }
    return ipam.subnets().stream().filter(subnet -> subnet.isIpv4() == ipv4).toList();
  }

  String option(String option) {
    return options.getOrDefault(option, "");
  }
}
