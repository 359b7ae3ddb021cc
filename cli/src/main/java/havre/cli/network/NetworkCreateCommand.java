package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.ListValue;
import havre.cli.flag.MapValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;
import java.util.Map;

/// `network create`.
public final class NetworkCreateCommand extends Command {
  private final BoolValue attachable;
  private final MapValue auxiliary = new MapValue();
  private final StringValue configFrom;
  private final BoolValue configOnly;
  private final StringValue driver;
  private final ListValue gateways;
  private final BoolValue ingress;
  private final BoolValue internal;
  private final ListValue ranges;
  private final StringValue ipamDriver;
  private final MapValue ipamOptions = new MapValue();
  private final BoolValue ipv4;
  private final BoolValue ipv6;
  private final ListValue labels;
  private final MapValue options = new MapValue();
  private final StringValue scope;
  private final ListValue subnets;

  public NetworkCreateCommand() {
    attachable = flags().bool("attachable", "Enable manual container attachment");
    flags()
        .add(
            "aux-address",
            Flag.NONE,
            "Auxiliary IPv4 or IPv6 addresses used by Network driver",
            auxiliary);
    configFrom = flags().string("config-from", "The network from which to copy the configuration");
    configOnly = flags().bool("config-only", "Create a configuration only network");
    driver = flags().add("driver", 'd', "Driver to manage the Network", new StringValue("bridge"));
    gateways = strings("gateway", "IPv4 or IPv6 Gateway for the master subnet");
    ingress = flags().bool("ingress", "Create swarm routing-mesh network");
    internal = flags().bool("internal", "Restrict external access to the network");
    ranges = strings("ip-range", "Allocate container ip from a sub-range");
    ipamDriver =
        flags()
            .add(
                "ipam-driver",
                Flag.NONE,
                "IP Address Management Driver",
                new StringValue("default"));
    flags().add("ipam-opt", Flag.NONE, "Set IPAM driver specific options", ipamOptions);
    ipv4 =
        flags()
            .add(
                "ipv4",
                Flag.NONE,
                "Enable or disable IPv4 address assignment",
                new BoolValue(true));
    ipv6 = flags().bool("ipv6", "Enable or disable IPv6 address assignment");
    labels = flags().list("label", "Set metadata on a network");
    flags().add("opt", 'o', "Set driver specific options", options);
    scope = flags().string("scope", "Control the network's scope");
    subnets = strings("subnet", "Subnet in CIDR format that represents a network segment");
  }

  private ListValue strings(String name, String usage) {
    return flags().add(name, Flag.NONE, usage, new ListValue("strings", "", text -> text));
  }

  @Override
  public String usage() {
    return "[OPTIONS] NETWORK";
  }

  @Override
  public String summary() {
    return "Create a network";
  }

  @Override
  public List<String> paths() {
    return List.of("network create");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    JsonObject created = context.engine().networks().create(body(arguments.getFirst()));
    String warning = created.string("Warning");
    if (!warning.isEmpty()) {
      context.err().line("WARNING: " + warning);
    }
    context.out().line(created.string("Id"));
    return 0;
  }

  private JsonObject body(String name) {
    var body = new JsonObject();
    body.put("Name", name).put("Driver", driver.get()).put("Scope", scope.get());
    body.put("EnableIPv4", flags().changed("ipv4") ? ipv4.get() : null);
    body.put("EnableIPv6", flags().changed("ipv6") ? ipv6.get() : null);
    body.put("IPAM", ipam());
    body.put("Internal", internal.get()).put("Attachable", attachable.get());
    body.put("Ingress", ingress.get()).put("ConfigOnly", configOnly.get());
    body.put(
        "ConfigFrom",
        configFrom.get().isEmpty() ? null : new JsonObject().put("Network", configFrom.get()));
    body.put("Options", map(options.get()));
    var labelled = new JsonObject();
    for (String label : labels.get()) {
      int equals = label.indexOf('=');
      labelled.put(
          equals < 0 ? label : label.substring(0, equals),
          equals < 0 ? "" : label.substring(equals + 1));
    }
    return body.put("Labels", labelled);
  }

  private static JsonObject map(Map<String, String> pairs) {
    var map = new JsonObject();
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      map.put(pair.getKey(), pair.getValue());
    }
    return map;
  }

  private JsonObject ipam() {
    var pools = new JsonArray();
    for (String subnet : subnets.get()) {
      var pool = new JsonObject().put("Subnet", subnet);
      put(pool, "IPRange", subnet, ranges.get());
      put(pool, "Gateway", subnet, gateways.get());
      var reserved = new JsonObject();
      for (Map.Entry<String, String> address : auxiliary.get().entrySet()) {
        if (Subnet.contains(subnet, address.getValue())) {
          reserved.put(address.getKey(), address.getValue());
        }
      }
      if (!reserved.isEmpty()) {
        pool.put("AuxiliaryAddresses", reserved);
      }
      pools.add(pool);
    }
    if (subnets.isEmpty() && !(ranges.isEmpty() && gateways.isEmpty())) {
      throw new CliException("every ip-range or gateway must have a corresponding subnet");
    }
    checkPlaced(pools, "IPRange", ranges.get(), "no matching subnet for range ");
    checkPlaced(pools, "Gateway", gateways.get(), "no matching subnet for gateway ");
    return new JsonObject()
        .put("Driver", ipamDriver.get())
        .put("Options", map(ipamOptions.get()))
        .put("Config", pools);
  }

  private static void put(JsonObject pool, String name, String subnet, List<String> addresses) {
    for (String address : addresses) {
      if (Subnet.contains(subnet, address)) {
        if (pool.has(name)) {
          throw new CliException(
              "cannot configure multiple "
                  + (name.equals("Gateway") ? "gateways (" : "ranges (")
                  + address
                  + ", "
                  + pool.string(name)
                  + ") for the same subnet ("
                  + subnet
                  + ")");
        }
        pool.put(name, address);
      }
    }
  }

  private static void checkPlaced(
      JsonArray pools, String name, List<String> addresses, String complaint) {
    for (String address : addresses) {
      boolean placed = false;
      for (JsonObject pool : pools.objects()) {
        placed |= pool.string(name).equals(address);
      }
      if (!placed) {
        throw new CliException(complaint + address);
      }
    }
  }
}
