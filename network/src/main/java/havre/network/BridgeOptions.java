package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of the bridge driver.
///
/// @param mtu of the bridge and its interfaces
/// @param icc whether containers may talk to each other
/// @param ipMasquerade whether what leaves the network bears the host's address
/// @param publishAddress where ports are published when nothing is said
/// @param interfacePrefix of the interfaces in containers
/// @param ipv4Mode how other machines reach the containers ([#MODES])
/// @param withoutHostIpv4 whether the host has no address in the network
/// @param withoutHostIpv6 the same of IPv6
/// @param hostIpv4 what containers' addresses are replaced by on their way out; null to masquerade
/// @param hostIpv6 the same of IPv6
/// @param trusted interfaces of the host from which published ports are reached by the containers'
///   own addresses as well
/// @param advertise whether neighbours are told of new addresses
record BridgeOptions(
    int mtu,
    boolean icc,
    boolean ipMasquerade,
    String publishAddress,
    String interfacePrefix,
    String ipv4Mode,
    String ipv6Mode,
    boolean withoutHostIpv4,
    boolean withoutHostIpv6,
    @Nullable InetAddress hostIpv4,
    @Nullable InetAddress hostIpv6,
    List<String> trusted,
    AdvertiseOptions advertise) {
  /// All ports are open, published or not.
  static final String UNPROTECTED = "nat-unprotected";

  /// Nothing is translated; published ports are open at the containers' own addresses.
  static final String ROUTED = "routed";

  private static final int LONGEST_NAME = 15;
  private static final String ISOLATED = "isolated";

  static final String NAME = "com.docker.network.bridge.name";
  private static final String ICC = "com.docker.network.bridge.enable_icc";
  private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
  private static final String HOST_BINDING = "com.docker.network.bridge.host_binding_ipv4";
  private static final String MODE_IPV4 = "com.docker.network.bridge.gateway_mode_ipv4";
  private static final String MODE_IPV6 = "com.docker.network.bridge.gateway_mode_ipv6";
  private static final String MTU = "com.docker.network.driver.mtu";
  private static final String PREFIX = "com.docker.network.container_iface_prefix";
  private static final Set<String> MODES = Set.of("", "nat", UNPROTECTED, ROUTED, ISOLATED);
  private static final String INHIBIT = "com.docker.network.bridge.inhibit_ipv4";
  private static final String HOST_IPV4 = "com.docker.network.host_ipv4";
  private static final String HOST_IPV6 = "com.docker.network.host_ipv6";
  private static final String TRUSTED = "com.docker.network.bridge.trusted_host_interfaces";
  private static final Set<String> TRUE = Set.of("1", "t", "true");
  private static final Set<String> FALSE = Set.of("0", "f", "false");

  /// @throws HavreException INVALID for values that mean nothing
  static BridgeOptions of(NetworkSpec spec, NetworkSettings settings) {
    String ipv4 = mode(spec, MODE_IPV4);
    String ipv6 = mode(spec, MODE_IPV6);
    String binding = spec.option(HOST_BINDING);
    if (!binding.isEmpty() && !IpAddresses.isAddress(binding)) {
      throw HavreException.invalid(
          "failed to parse %s value: %s (nil ip)".formatted(HOST_BINDING, binding));
    }
    if (spec.option(NAME).length() > LONGEST_NAME) {
      throw HavreException.internal("numerical result out of range", null);
    }
    String prefix = spec.option(PREFIX);
    return new BridgeOptions(
        number(spec, MTU, settings.mtu()),
        isOn(spec, ICC, true),
        isOn(spec, MASQUERADE, true),
        binding.isEmpty() ? settings.publishAddress() : binding,
        prefix.isEmpty() ? "eth" : prefix,
        ipv4,
        ipv6,
        isWithoutHost(spec, true),
        isWithoutHost(spec, false),
        address(spec, HOST_IPV4, true),
        address(spec, HOST_IPV6, false),
        Arrays.stream(spec.option(TRUSTED).split(":")).filter(name -> !name.isBlank()).toList(),
        AdvertiseOptions.of(spec));
  }

  String mode(boolean ipv4) {
    return ipv4 ? ipv4Mode : ipv6Mode;
  }

  /// Whether the host has no address of a family in a network.
  static boolean isWithoutHost(NetworkSpec spec, boolean ipv4) {
    return mode(spec, ipv4 ? MODE_IPV4 : MODE_IPV6).equals(ISOLATED)
        || ipv4 && isOn(spec, INHIBIT, false);
  }

  boolean isWithoutHost(boolean ipv4) {
    return ipv4 ? withoutHostIpv4 : withoutHostIpv6;
  }

  /// Whether published ports are open at the containers' own addresses, to whom that may be.
  boolean isDirect() {
    return !trusted.isEmpty();
  }

  private static @Nullable InetAddress address(NetworkSpec spec, String option, boolean ipv4) {
    String text = spec.option(option);
    if (text.isEmpty()) {
      return null;
    }
    if (!IpAddresses.isAddress(text) || PortAllocator.isIpv6(text) == ipv4) {
      throw HavreException.invalid("failed to parse %s value: %s (nil ip)".formatted(option, text));
    }
    return IpAddresses.parse(text);
  }

  private static String mode(NetworkSpec spec, String option) {
    String mode = spec.option(option);
    if (!MODES.contains(mode)) {
      throw HavreException.invalid(
          "failed to parse %s value: %s (unknown gateway mode %s)".formatted(option, mode, mode));
    }
    if (mode.equals(ISOLATED) && !spec.internal()) {
      throw HavreException.invalid(
          "gateway mode 'isolated' can only be used for an internal network");
    }
    return mode;
  }

  private static boolean isOn(NetworkSpec spec, String option, boolean fallback) {
    String text = spec.option(option).toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return fallback;
    }
    if (!TRUE.contains(text) && !FALSE.contains(text)) {
      throw HavreException.invalid(
          "failed to parse %s value: %s (strconv.ParseBool: parsing \"%s\": invalid syntax)"
              .formatted(option, spec.option(option), spec.option(option)));
    }
    return TRUE.contains(text);
  }

  private static int number(NetworkSpec spec, String option, int fallback) {
    String text = spec.option(option);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number < 0) {
        throw HavreException.invalid("invalid MTU number: " + text);
      }
      return number == 0 ? fallback : number;
    } catch (NumberFormatException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "failed to parse %s value: %s (strconv.Atoi: parsing \"%s\": invalid syntax)"
              .formatted(option, text, text),
          e);
    }
  }
}
