package havre.network;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.Rtnetlink;
import havre.linux.process.NamespaceThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/// The network namespace of a container that runs, changed from within.
///
/// @param pid of a process in it
record RunningSandbox(int pid) {
  private static final Path SYSCTLS = Path.of("/proc/sys");

  static RunningSandbox of(int pid) {
    return new RunningSandbox(pid);
  }

  /// Opens the namespace.
  static Fd namespace(int pid) {
    return Open.path("/proc/" + pid + "/ns/net", OpenHow.READ);
  }

  /// Configures a new interface and the way out.
  ///
  /// @param all the container's endpoints, the new one among them
  void add(Endpoint added, Collection<Endpoint> all) {
    inside(
        "add interface " + added.containerInterface(),
        rtnetlink -> {
          ConnectedSandbox.sysctls(added).forEach(RunningSandbox::write);
          rtnetlink.send(
              "RTM_NEWADDR", added.containerInterface(), InterfaceMessages.interfaceUp(added));
          rtnetlink.send("RTM_NEWROUTE", "default", InterfaceMessages.defaultRoutes(all));
        });
  }

  /// Removes an interface; the way out is by the others then. A container that has ended meanwhile
  /// has none any more.
  void remove(Endpoint removed, Collection<Endpoint> left) {
    try {
      removeInterface(removed, left);
    } catch (HavreException e) {
      if (!(e.getCause() instanceof LinuxException cause && cause.is(Errno.ENOENT))) {
        throw e;
      }
    }
  }

  private void removeInterface(Endpoint removed, Collection<Endpoint> left) {
    inside(
        "remove interface " + removed.containerInterface(),
        rtnetlink -> {
          try {
            rtnetlink.send(
                "RTM_DELLINK",
                removed.containerInterface(),
                LinkMessages.delete(removed.interfaceIndex()));
          } catch (LinuxException e) {
            if (!e.is(Errno.ENODEV)) {
              throw e;
            }
          }
          rtnetlink.send("RTM_NEWROUTE", "default", InterfaceMessages.defaultRoutes(left));
        });
  }

  /// Gives an interface its hardware address.
  void setMac(Endpoint endpoint) {
    inside(
        "set the address of " + endpoint.containerInterface(),
        rtnetlink ->
            rtnetlink.send(
                "RTM_NEWLINK",
                endpoint.containerInterface(),
                LinkMessages.setAddress(
                    endpoint.interfaceIndex(), new MacAddress(endpoint.macAddress()))));
  }

  private void inside(String what, Consumer<Rtnetlink> work) {
    try (Fd namespace = namespace(pid)) {
      NamespaceThread.runIn(
          namespace,
          havre.linux.process.Namespace.NETWORK,
          () -> {
            try (var rtnetlink = new Rtnetlink()) {
              work.accept(rtnetlink);
            }
          });
    } catch (LinuxException e) {
      throw HavreException.internal(what + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw HavreException.internal(what + ": " + e.getCause(), e);
    }
  }

  private static void write(SandboxNetwork.Sysctl sysctl) {
    try {
      Files.writeString(SYSCTLS.resolve(sysctl.path()), sysctl.value());
    } catch (NoSuchFileException _) {
      // The kernel doesn't have what the setting is about.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
