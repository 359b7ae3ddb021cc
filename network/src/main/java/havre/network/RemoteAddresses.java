package havre.network;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The addresses of a network, of one family, that a plugin gives out.
///
/// @param driver the plugin's name
/// @param pools the plugin's ids of the subnets
record RemoteAddresses(
    NetworkPlugins plugins,
    String driver,
    List<Subnet> subnets,
    Map<String, String> pools,
    AddressSpace.WayOut wayOut)
    implements Addresses {
  private static final System.Logger LOG = System.getLogger(RemoteAddresses.class.getName());

  @Override
  public InterfaceAddress allocate(String wish) {
    Subnet subnet =
        wish.isEmpty()
            ? subnets.getFirst()
            : subnetOf(IpAddresses.parse(wish))
                .orElseThrow(() ->
                    HavreException.invalid(
                        "Invalid address %s: It does not belong to any of this network's subnets"
                            .formatted(wish)));
    String address = plugins.ipam(driver).requestAddress(pool(subnet), wish, Map.of());
    return AddressSpace.address(subnet, IpAddresses.parse(address), wayOut);
  }

  private Optional<Subnet> subnetOf(InetAddress address) {
    return subnets.stream().filter(subnet -> subnet.prefix().contains(address)).findFirst();
  }

  private String pool(Subnet subnet) {
    return pools.getOrDefault(subnet.subnet(), "");
  }

  /// The plugin knows what it gave out.
  @Override
  public void reserve(InterfaceAddress address) {}

  @Override
  public void release(InterfaceAddress address) {
    subnetOf(IpAddresses.parse(address.address()))
        .ifPresent(subnet -> {
          try {
            plugins.ipam(driver).releaseAddress(pool(subnet), address.address());
          } catch (HavreException e) {
            LOG.log(WARNING, "plugin={0}: {1}", driver, e.getMessage());
          }
        });
  }
}
