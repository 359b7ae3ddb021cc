package havre.network;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.Link;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.Rtnetlink;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A network whose interfaces a plugin makes on the host; from there they are moved into the
/// containers.
final class RemoteNetwork implements InterfaceMaker {
  private static final System.Logger LOG = System.getLogger(RemoteNetwork.class.getName());

  private final Rtnetlink rtnetlink;
  private final NetworkPlugins plugins;
  private final String driver;

  /// The host's interfaces that wait for their containers, by endpoint.
  private final Map<String, String> sources = new ConcurrentHashMap<>();

  RemoteNetwork(Rtnetlink rtnetlink, NetworkPlugins plugins, String driver) {
    this.rtnetlink = rtnetlink;
    this.plugins = plugins;
    this.driver = driver;
  }

  /// Has the plugin make an endpoint.
  ///
  /// @return the endpoint with what the plugin chose
  Endpoint enter(Endpoint endpoint) {
    RemoteDriver remote = plugins.driver(driver);
    JsonNode made = remote.createEndpoint(endpoint);
    RemoteDriver.Place place;
    try {
      place = remote.join(endpoint);
    } catch (HavreException e) {
      quietly("DeleteEndpoint", () -> remote.deleteEndpoint(endpoint));
      throw e;
    }
    sources.put(endpoint.id(), place.source());
    String mac = endpoint.macAddress();
    return endpoint.entered(
        mac.isEmpty() ? made.path("MacAddress").asText("") : mac,
        routed(endpoint.ipv4(), made.path("Address").asText(""), place.gateway()),
        routed(endpoint.ipv6(), made.path("AddressIPv6").asText(""), place.gatewayIpv6()),
        place.prefix() + number(endpoint.containerInterface()));
  }

  private static @Nullable InterfaceAddress routed(
      @Nullable InterfaceAddress own, String given, String gateway) {
    if (own != null) {
      return new InterfaceAddress(own.address(), own.prefixLength(), gateway);
    }
    if (given.isEmpty()) {
      return null;
    }
    IpPrefix prefix = IpPrefix.parse(given);
    return new InterfaceAddress(IpAddresses.format(prefix.address()), prefix.length(), gateway);
  }

  private static String number(String name) {
    return name.replaceFirst(".*?(\\d*)$", "$1");
  }

  @Override
  public void create(Endpoint endpoint, int pid) {
    String source = sources.getOrDefault(endpoint.id(), "");
    if (source.isEmpty()) {
      return;
    }
    Link link =
        rtnetlink
            .link(source)
            .orElseThrow(() ->
                HavreException.internal(
                    "failed to add interface %s to sandbox: the driver made none of that name"
                        .formatted(source),
                    null));
    try {
      rtnetlink.send(
          "RTM_NEWLINK",
          source,
          LinkMessages.move(
              link.index(), endpoint.containerInterface(), endpoint.interfaceIndex(), pid));
    } catch (LinuxException e) {
      throw HavreException.internal(
          "failed to add interface %s to sandbox: %s".formatted(source, e.getMessage()), e);
    }
    if (!endpoint.macAddress().isEmpty()) {
      RunningSandbox.of(pid).setMac(endpoint);
    }
  }

  /// Has the plugin forget an endpoint. One that doesn't answer keeps nobody from leaving.
  void leave(Endpoint endpoint) {
    sources.remove(endpoint.id());
    quietly("Leave", () -> plugins.driver(driver).leave(endpoint));
    quietly("DeleteEndpoint", () -> plugins.driver(driver).deleteEndpoint(endpoint));
  }

  private void quietly(String what, Runnable call) {
    try {
      call.run();
    } catch (HavreException e) {
      LOG.log(WARNING, "plugin={0}: {1}: {2}", driver, what, e.getMessage());
    }
  }
}
