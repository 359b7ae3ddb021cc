package havre.network;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.netlink.Link;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.StackedLinkMessages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The interfaces of the host that carry those of containers: they are there already, or are made
/// where their name tells what they shall be (`eth0.10`), or lead nowhere.
record ParentInterfaces(Rtnetlink rtnetlink) {
  private static final int MAX_VLAN = 4094;

  /// Makes the interface unless it is there.
  ///
  /// @param name of it
  /// @param given whether the user named it
  /// @return its MTU
  int ensure(String driver, String name, boolean given) {
    if (rtnetlink.link(name).isEmpty()) {
      if (given) {
        createVlan(driver, name);
      } else {
        createDummy(name);
      }
    }
    return rtnetlink.link(name).map(Link::mtu).orElse(NetworkSettings.DEFAULT_MTU);
  }

  /// A kernel without dummies has pairs, and either end of one will do.
  private void createDummy(String name) {
    try {
      rtnetlink.send("RTM_NEWLINK", name, StackedLinkMessages.createDummy(name));
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOTSUP)) {
        throw refused(KernelWords.of(e), e);
      }
      createPair(name);
    }
  }

  private void createPair(String name) {
    try {
      String other = name.replaceFirst("-", "x");
      rtnetlink.send("RTM_NEWLINK", name, StackedLinkMessages.createPair(name, other));
      for (String end : List.of(other, name)) {
        rtnetlink
            .link(end)
            .ifPresent(
                link -> rtnetlink.send("RTM_NEWLINK", end, LinkMessages.setUp(link.index(), true)));
      }
    } catch (LinuxException e) {
      throw refused(KernelWords.of(e), e);
    }
  }

  private void createVlan(String driver, String name) {
    if (!name.contains(".")) {
      throw refused(
          "invalid subinterface vlan name %s, example formatting is eth0.10".formatted(name), null);
    }
    String[] parts = name.split("\\.", -1);
    if (parts.length != 2) {
      throw refused(
          "required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead"
              + " received "
              + name,
          null);
    }
    int vlan = vlan(parts[1]);
    Link parent =
        rtnetlink
            .link(parts[0])
            .orElseThrow(() ->
                refused(
                    (driver.equals("macvlan")
                            ? "-o parent interface does was not found on the host: "
                            : "-o parent interface was not found on the host: ")
                        + parts[0],
                    null));
    if (vlan < 1 || vlan > MAX_VLAN) {
      throw refused("vlan id must be between 1-4094, received: " + vlan, null);
    }
    try {
      rtnetlink.send(
          "RTM_NEWLINK", name, StackedLinkMessages.createVlan(name, parent.index(), vlan));
    } catch (LinuxException e) {
      throw refused("failed to create %s vlan link: %s".formatted(name, KernelWords.of(e)), e);
    }
  }

  private static int vlan(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw refused(
          "unable to parse a valid vlan id from: %s (ex. eth0.10 for vlan 10)".formatted(text), e);
    }
  }

  private static HavreException refused(String message, @Nullable Throwable cause) {
    return HavreException.internal(message, cause);
  }
}
