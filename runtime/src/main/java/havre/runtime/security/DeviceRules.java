package havre.runtime.security;

import havre.linux.cgroup.DeviceRule;
import java.util.List;

/// Which devices a container may use, in the order in which the device cgroup takes them.
public final class DeviceRules {
  private static final String ALL_ACCESS = "rwm";
  private static final int ANY = -1;
  private static final int TERMINAL_SLAVES = 136;

  private DeviceRules() {}

  /// Docker's: nodes may be made of any device, but only the harmless ones used: null, zero, full,
  /// random, urandom, tty, console, ptmx and the terminals of /dev/pts.
  public static List<DeviceRule> defaults() {
    return List.of(
        new DeviceRule(false, 'a', ANY, ANY, ALL_ACCESS),
        new DeviceRule(true, 'c', ANY, ANY, "m"),
        new DeviceRule(true, 'b', ANY, ANY, "m"),
        character(1, 3),
        character(1, 5),
        character(1, 7),
        character(1, 8),
        character(1, 9),
        character(5, 0),
        character(5, 1),
        character(5, 2),
        character(TERMINAL_SLAVES, ANY));
  }

  /// Everything, for a privileged container.
  public static List<DeviceRule> privileged() {
    return List.of(new DeviceRule(true, 'a', ANY, ANY, ALL_ACCESS));
  }

  private static DeviceRule character(int major, int minor) {
    return new DeviceRule(true, 'c', major, minor, ALL_ACCESS);
  }
}
