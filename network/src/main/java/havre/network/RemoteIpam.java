package havre.network;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.common.plugin.PluginConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Subnets and addresses that a program of its own gives out.
record RemoteIpam(PluginConnection connection) {
  static final String KIND = "IpamDriver";
  private static final System.Logger LOG = System.getLogger(RemoteIpam.class.getName());
  private static final String CALL = KIND + ".";
  private static final String POOL_ID = "PoolID";
  private static final String ADDRESS = "Address";
  private static final Map<String, String> GATEWAY =
      Map.of("RequestAddressType", "com.docker.network.gateway");

  /// A network's spec with the subnets that the plugin gave.
  ///
  /// @param pools the plugin's ids of the subnets
  record Chosen(NetworkSpec spec, Map<String, String> pools) {}

  Chosen complete(NetworkSpec spec) {
    String space =
        connection
            .call(CALL + "GetDefaultAddressSpaces", Map.of())
            .path("LocalDefaultAddressSpace")
            .asText();
    var wishes = new ArrayList<>(spec.ipam().subnets());
    wishes.removeIf(subnet -> subnet.subnet().isEmpty());
    for (boolean ipv4 : new boolean[] {true, false}) {
      boolean wanted = ipv4 ? spec.enableIpv4() : spec.enableIpv6();
      if (wanted && wishes.stream().noneMatch(subnet -> subnet.isIpv4() == ipv4)) {
        wishes.add(new Subnet(ipv4 ? "0.0.0.0/0" : "::/0", "", "", Map.of(), Subnet.Origin.POOL));
      }
    }
    var pools = new HashMap<String, String>();
    var subnets = new ArrayList<Subnet>();
    try {
      wishes.forEach(wish -> subnets.add(subnet(space, wish, spec, pools)));
      return new Chosen(spec.withSubnets(subnets), pools);
    } catch (HavreException e) {
      release(spec.withSubnets(subnets), pools);
      throw e;
    }
  }

  private Subnet subnet(String space, Subnet wish, NetworkSpec spec, Map<String, String> pools) {
    boolean any = wish.comesFromPool();
    JsonNode pool =
        connection.call(
            CALL + "RequestPool",
            Map.of(
                "AddressSpace",
                space,
                "Pool",
                any ? "" : wish.subnet(),
                "SubPool",
                wish.ipRange(),
                "Options",
                Objects.requireNonNullElse(spec.ipam().options(), Map.<String, String>of()),
                "V6",
                !wish.isIpv4()));
    String id = pool.path(POOL_ID).asText();
    String subnet = pool.path("Pool").asText();
    pools.put(subnet, id);
    String given = pool.path("Data").path("com.docker.network.gateway").asText("");
    String gateway = given.isEmpty() ? requestAddress(id, wish.gateway(), GATEWAY) : bare(given);
    wish.auxiliary().values().forEach(address -> requestAddress(id, address, Map.of()));
    return new Subnet(
        subnet,
        wish.ipRange(),
        gateway,
        wish.auxiliary(),
        any ? Subnet.Origin.POOL : Subnet.Origin.GIVEN);
  }

  /// @param wish an address, or empty
  /// @return the address without its prefix
  String requestAddress(String pool, String wish, Map<String, String> options) {
    return bare(
        connection
            .call(CALL + "RequestAddress", Map.of(POOL_ID, pool, ADDRESS, wish, "Options", options))
            .path(ADDRESS)
            .asText());
  }

  private static String bare(String address) {
    return IpAddresses.format(IpPrefix.parse(address).address());
  }

  void releaseAddress(String pool, String address) {
    connection.call(CALL + "ReleaseAddress", Map.of(POOL_ID, pool, ADDRESS, address));
  }

  /// Gives back what a network had. A plugin that doesn't answer keeps nobody from leaving.
  void release(NetworkSpec spec, Map<String, String> pools) {
    for (Subnet subnet : spec.ipam().subnets()) {
      String pool = pools.get(subnet.subnet());
      if (pool == null) {
        continue;
      }
      try {
        for (String address : addresses(subnet)) {
          releaseAddress(pool, address);
        }
        connection.call(CALL + "ReleasePool", Map.of(POOL_ID, pool));
      } catch (HavreException e) {
        LOG.log(WARNING, "plugin={0}: {1}", connection.plugin(), e.getMessage());
      }
    }
  }

  private static List<String> addresses(Subnet subnet) {
    var addresses = new ArrayList<>(subnet.auxiliary().values());
    if (!subnet.gateway().isEmpty()) {
      addresses.add(subnet.gateway());
    }
    return addresses;
  }
}
