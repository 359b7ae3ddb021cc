package havre.network;

import havre.common.HavreException;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.StackedLink.Ipvlan;
import havre.linux.netlink.StackedLink.IpvlanFlag;
import havre.linux.netlink.StackedLink.IpvlanMode;
import havre.linux.netlink.StackedLink.Kind;
import havre.linux.netlink.StackedLink.Macvlan;
import havre.linux.netlink.StackedLink.MacvlanMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// The options of the drivers `macvlan` and `ipvlan`, which put containers on the wire of an
/// interface of the host.
///
/// @param parent that interface; empty for one that leads nowhere
/// @param mode how the containers' interfaces behave, of [MacvlanMode] or [IpvlanMode]
/// @param flag of [IpvlanFlag]
record StackedOptions(String driver, String parent, String mode, String flag) {
  private static final Set<String> DRIVERS = Set.of("macvlan", "ipvlan");
  private static final String PARENT = "parent";

  /// Whether networks of a driver are of this kind.
  static boolean isDriver(String driver) {
    return DRIVERS.contains(driver);
  }

  /// @throws HavreException for values that mean nothing, in Docker's words
  static StackedOptions of(NetworkSpec spec) {
    String driver = spec.driver();
    String option = driver + "_mode";
    boolean macvlan = driver.equals("macvlan");
    String standard = macvlan ? "bridge" : "l2";
    String mode = orElse(spec.option(option), standard);
    String flag = orElse(spec.option("ipvlan_flag"), "bridge");
    if (!(macvlan ? isOne(mode, MacvlanMode.values()) : isOne(mode, IpvlanMode.values()))) {
      throw error(
          "requested %s mode '%s' is not valid, '%s' mode is the %s driver default"
              .formatted(driver, mode, standard, driver));
    }
    if (!macvlan && !isOne(flag, IpvlanFlag.values())) {
      throw error(
          "requested ipvlan flag '%s' is not valid, 'bridge' is the ipvlan driver default"
              .formatted(flag));
    }
    if (spec.option(PARENT).equals("lo")) {
      throw error("loopback interface is not a valid %s parent link".formatted(driver));
    }
    return new StackedOptions(driver, spec.option(PARENT), mode, flag);
  }

  /// The name of the interface below those of the containers.
  static String interfaceName(NetworkSpec spec, String networkId) {
    String parent = spec.option(PARENT);
    String prefix = spec.driver().equals("macvlan") ? "dm-" : "di-";
    return parent.isEmpty() ? prefix + networkId.substring(0, 12) : parent;
  }

  /// What a container's interface is to be.
  Kind kind(String mac) {
    return driver.equals("macvlan")
        ? new Macvlan(macvlanMode(), new MacAddress(mac))
        : new Ipvlan(
            IpvlanMode.valueOf(mode.toUpperCase(Locale.ROOT)),
            IpvlanFlag.valueOf(flag.toUpperCase(Locale.ROOT)));
  }

  /// Whether there is only one container, and it has the interface's own hardware address.
  boolean isPassthru() {
    return driver.equals("macvlan") && macvlanMode() == MacvlanMode.PASSTHRU;
  }

  /// Whether containers have hardware addresses of their own.
  boolean hasMacs() {
    return driver.equals("macvlan");
  }

  /// How containers reach what is not in their network.
  AddressSpace.WayOut wayOut(boolean internal) {
    if (internal || parent.isEmpty()) {
      return AddressSpace.WayOut.NONE;
    }
    boolean routed = driver.equals("ipvlan") && !mode.equals("l2");
    return routed ? AddressSpace.WayOut.LINK : AddressSpace.WayOut.GATEWAY;
  }

  private MacvlanMode macvlanMode() {
    return MacvlanMode.valueOf(mode.toUpperCase(Locale.ROOT));
  }

  private static boolean isOne(String text, Enum<?>[] values) {
    return Arrays.stream(values).anyMatch(v -> v.name().toLowerCase(Locale.ROOT).equals(text));
  }

  private static String orElse(String text, String fallback) {
    return text.isEmpty() ? fallback : text;
  }

  private static HavreException error(String message) {
    return HavreException.internal(message, null);
  }
}
