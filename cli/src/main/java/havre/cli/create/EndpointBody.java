package havre.cli.create;

import havre.cli.create.NetworksValue.Attachment;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// A container's place in a network, as the API takes it.
public final class EndpointBody {
  private EndpointBody() {}

  static JsonObject of(Attachment attachment) {
    return of(
        attachment.ip,
        attachment.ip6,
        attachment.linkLocalIps,
        attachment.links,
        attachment.aliases,
        attachment.driverOptions,
        attachment.mac,
        attachment.gatewayPriority);
  }

  /// @param driverOptions as `key=value`
  public static JsonObject of(
      String ip,
      String ip6,
      List<String> linkLocalIps,
      List<String> links,
      List<String> aliases,
      List<String> driverOptions,
      String mac,
      long gatewayPriority) {
    var ipam = new JsonObject();
    if (!ip.isEmpty()) {
      ipam.put("IPv4Address", ip);
    }
    if (!ip6.isEmpty()) {
      ipam.put("IPv6Address", ip6);
    }
    if (!linkLocalIps.isEmpty()) {
      ipam.put("LinkLocalIPs", JsonArray.ofStrings(linkLocalIps));
    }
    var body = new JsonObject();
    body.put("IPAMConfig", ipam.isEmpty() ? null : ipam);
    body.put("Links", Lists.orNull(links)).put("Aliases", Lists.orNull(aliases));
    body.put("MacAddress", mac);
    body.put("DriverOpts", driverOptions.isEmpty() ? null : Lists.map(driverOptions));
    body.put("GwPriority", gatewayPriority);
    body.put("NetworkID", "").put("EndpointID", "").put("Gateway", "").put("IPAddress", "");
    body.put("IPPrefixLen", 0).put("IPv6Gateway", "").put("GlobalIPv6Address", "");
    return body.put("GlobalIPv6PrefixLen", 0).put("DNSNames", null);
  }
}
