package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.create.NetworksValue.Attachment;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Networks, addresses, names and ports.
final class NetworkFlags {
  private final NetworksValue networks = new NetworksValue();
  private final ListValue aliases;
  private final StringValue ip;
  private final StringValue ip6;
  private final ListValue links;
  private final ListValue linkLocalIps;
  private final StringValue mac;
  private final ListValue publish;
  private final BoolValue publishAll;
  private final ListValue expose;
  private final ListValue dns;
  private final ListValue dnsOptions = new ListValue();
  private final ListValue dnsSearch;
  private final ListValue hosts;

  NetworkFlags(FlagSet flags) {
    flags.add("network", Flag.NONE, "Connect a container to a network", networks);
    flags.hidden("net", networks);
    aliases = flags.list("network-alias", "Add network-scoped alias for the container");
    flags.hidden("net-alias", aliases);
    ip = flags.string("ip", "IPv4 address (e.g., 172.30.100.104)");
    ip6 = flags.string("ip6", "IPv6 address (e.g., 2001:db8::33)");
    links = flags.list("link", "Add link to another container", NetworkFlags::link);
    linkLocalIps = flags.list("link-local-ip", "Container IPv4/IPv6 link-local addresses");
    mac = flags.string("mac-address", "Container MAC address (e.g., 92:d0:c6:0a:29:33)");
    publish = flags.list("publish", 'p', "Publish a container's port(s) to the host");
    publishAll = flags.bool("publish-all", 'P', "Publish all exposed ports to random ports");
    expose = flags.list("expose", "Expose a port or a range of ports");
    dns = flags.list("dns", "Set custom DNS servers", NetworkFlags::ip);
    flags.add("dns-option", Flag.NONE, "Set DNS options", dnsOptions);
    flags.hidden("dns-opt", dnsOptions);
    dnsSearch = flags.list("dns-search", "Set custom DNS search domains", NetworkFlags::domain);
    hosts = flags.list("add-host", "Add a custom host-to-IP mapping (host:ip)", NetworkFlags::host);
  }

  private static String link(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty string specified for links");
    }
    if (text.split(":", -1).length > 2) {
      throw new IllegalArgumentException("bad format for links: " + text);
    }
    return text;
  }

  private static String ip(String text) {
    if (!Addresses.isIp(text.strip())) {
      throw new IllegalArgumentException("IP address is not correctly formatted: " + text);
    }
    return text.strip();
  }

  private static String domain(String text) {
    String domain = text.strip();
    if (!domain.equals(".") && !Addresses.isDomain(domain)) {
      throw new IllegalArgumentException(text + " is not a valid domain");
    }
    return domain;
  }

  private static String host(String text) {
    int equals = text.indexOf('=');
    int separator = equals >= 0 ? equals : text.indexOf(':');
    if (separator < 1) {
      throw new IllegalArgumentException("bad format for add-host: \"" + text + "\"");
    }
    String address = text.substring(separator + 1);
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (!address.equals("host-gateway") && !Addresses.isIp(address)) {
      throw new IllegalArgumentException("invalid IP address in add-host: \"" + address + "\"");
    }
    return text.substring(0, separator) + ":" + address;
  }

  void addTo(Context context, JsonObject config, JsonObject host, ProcessFlags process) {
    String mode = networks.get().isEmpty() ? "default" : networks.get().getFirst().name;
    if (mode.startsWith("container:") && process.hostnameGiven()) {
      throw new CliException(125, "conflicting options: hostname and the network mode");
    }
    host.put("NetworkMode", mode);
    var ports = new Ports();
    for (String spec : publish.get()) {
      ports.publish(spec);
    }
    for (String spec : expose.get()) {
      ports.expose(spec);
    }
    if (!ports.exposed().isEmpty()) {
      config.put("ExposedPorts", ports.exposed());
    }
    host.put("PortBindings", ports.bindings()).put("PublishAllPorts", publishAll.get());
    host.put("Dns", JsonArray.ofStrings(dns.get()));
    host.put("DnsOptions", JsonArray.ofStrings(dnsOptions.get()));
    host.put("DnsSearch", JsonArray.ofStrings(dnsSearch.get()));
    host.put("ExtraHosts", Lists.orNull(hosts.get()));
    host.put("Links", Lists.orNull(links.get()));
    for (String server : dns.get()) {
      if (Addresses.isLoopback(server)) {
        context.err().line("WARNING: Localhost DNS (" + server + ") may fail in containers.");
      }
    }
  }

  JsonObject networkingConfig() {
    if (!mac.get().isEmpty() && !Addresses.isMac(mac.get().strip())) {
      throw new CliException(125, mac.get() + " is not a valid mac address");
    }
    List<Attachment> all = new ArrayList<>(networks.get());
    if (all.isEmpty()) {
      var byDefault = new Attachment();
      byDefault.name = "default";
      all.add(byDefault);
    }
    boolean anyHost = false;
    boolean anyUser = false;
    var endpoints = new JsonObject();
    for (int i = 0; i < all.size(); i++) {
      Attachment attachment = all.get(i);
      boolean user = isUserDefined(attachment.name);
      anyUser |= user;
      anyHost |= !user;
      if (i == 0) {
        takeOptions(attachment);
      }
      if (!aliases(attachment).isEmpty() && !user) {
        throw new CliException(
            125, "network-scoped aliases are only supported for user-defined networks");
      }
      if (endpoints.get(attachment.name) != null) {
        throw new CliException(
            125, "network \"" + attachment.name + "\" is specified multiple times");
      }
      if (!isSpecial(attachment.name)) {
        endpoints.put(attachment.name, EndpointBody.of(attachment));
      }
    }
    if (anyHost && anyUser) {
      throw new CliException(
          125,
          "conflicting options: cannot attach both user-defined and non-user-defined network-modes");
    }
    return new JsonObject().put("EndpointsConfig", endpoints);
  }

  private static List<String> aliases(Attachment attachment) {
    return attachment.aliases;
  }

  private static boolean isSpecial(String name) {
    return name.equals("none") || name.equals("host") || name.startsWith("container:");
  }

  private static boolean isUserDefined(String name) {
    return !isSpecial(name) && !name.equals("default") && !name.equals("bridge");
  }

  /// The options for one network go to the first.
  private void takeOptions(Attachment first) {
    conflict(!first.aliases.isEmpty() && !aliases.isEmpty(), "network-alias", "alias");
    conflict(!first.ip.isEmpty() && !ip.get().isEmpty(), "ip", "IPv4 address");
    conflict(!first.ip6.isEmpty() && !ip6.get().isEmpty(), "ip6", "IPv6 address");
    conflict(!first.mac.isEmpty() && !mac.get().isEmpty(), "mac-address", "MAC address");
    conflict(
        !first.linkLocalIps.isEmpty() && !linkLocalIps.isEmpty(),
        "link-local-ip",
        "link-local IP addresses");
    first.aliases.addAll(aliases.get());
    if (isUserDefined(first.name)) {
      first.links.addAll(links.get());
    }
    first.linkLocalIps.addAll(linkLocalIps.get());
    first.ip = ip.get().isEmpty() ? first.ip : ip.get();
    first.ip6 = ip6.get().isEmpty() ? first.ip6 : ip6.get();
    first.mac = mac.get().isEmpty() ? first.mac : mac.get().strip();
  }

  private static void conflict(boolean both, String option, String field) {
    if (both) {
      throw new CliException(
          125,
          "conflicting options: cannot specify both --" + option + " and per-network " + field);
    }
  }
}
