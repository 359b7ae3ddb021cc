package havre.network;

import havre.linux.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes networks live: the interface of the host that stands for one, its addresses, and who wires
/// containers to it. Doing it twice changes nothing.
final class NetworkFactory {
  private final Rtnetlink rtnetlink;
  private final NetworkSettings settings;
  private final NetworkPlugins plugins;
  private final BridgeDriver bridges;
  private final ParentInterfaces parents;

  NetworkFactory(Rtnetlink rtnetlink, NetworkSettings settings, NetworkPlugins plugins) {
    this.plugins = plugins;
    this.rtnetlink = rtnetlink;
    this.settings = settings;
    this.bridges = new BridgeDriver(rtnetlink, settings.ipForward());
    this.parents = new ParentInterfaces(rtnetlink);
  }

  BridgeDriver bridges() {
    return bridges;
  }

  LiveNetwork live(NetworkDefinition definition) {
    return gives(definition)
        ? LiveNetwork.of(definition, plumbing(definition))
        : LiveNetwork.bare(definition);
  }

  /// Makes the interface of a network again that somebody removed, and joins its containers with
  /// it.
  void again(LiveNetwork network) {
    if (!gives(network.definition())) {
      return;
    }
    LiveNetwork.Plumbing made = plumbing(network.definition());
    network.become(withSpaces(network, made));
    if (made.maker() instanceof VethPair pair) {
      network.endpoints().values().forEach(pair::join);
    }
  }

  private static boolean gives(NetworkDefinition definition) {
    String driver = definition.spec().driver();
    return !driver.equals("host") && !driver.equals("null") && !definition.spec().configOnly();
  }

  private LiveNetwork.Plumbing plumbing(NetworkDefinition definition) {
    String driver = definition.spec().driver();
    if (NetworkRules.isRemote(driver)) {
      return remote(definition);
    }
    return driver.equals("bridge") ? bridge(definition) : stacked(definition);
  }

  /// The plugin says at each endpoint where its way out is.
  private LiveNetwork.Plumbing remote(NetworkDefinition definition) {
    return new LiveNetwork.Plumbing(
        space(definition, true, AddressSpace.WayOut.NONE),
        space(definition, false, AddressSpace.WayOut.NONE),
        settings.mtu(),
        false,
        new RemoteNetwork(rtnetlink, plugins, definition.spec().driver()),
        null);
  }

  private LiveNetwork.Plumbing stacked(NetworkDefinition definition) {
    StackedOptions options = StackedOptions.of(definition.spec());
    String parent = definition.interfaceName();
    int mtu = parents.ensure(options.driver(), parent, !options.parent().isEmpty());
    AddressSpace.WayOut wayOut = options.wayOut(definition.spec().internal());
    return new LiveNetwork.Plumbing(
        space(definition, true, wayOut),
        space(definition, false, wayOut),
        mtu,
        false,
        new StackedInterface(rtnetlink, options, parent),
        null);
  }

  private static LiveNetwork.Plumbing withSpaces(LiveNetwork old, LiveNetwork.Plumbing made) {
    LiveNetwork.Plumbing before = old.requirePlumbing();
    return new LiveNetwork.Plumbing(
        before.ipv4(), before.ipv6(), made.mtu(), made.hostEnds(), made.maker(), made.bridge());
  }

  private LiveNetwork.Plumbing bridge(NetworkDefinition definition) {
    NetworkSpec spec = definition.spec();
    BridgeOptions options = BridgeOptions.of(spec, settings);
    AddressSpace.WayOut wayOut =
        spec.internal() ? AddressSpace.WayOut.NONE : AddressSpace.WayOut.GATEWAY;
    int index =
        bridges.ensure(
            new BridgeDriver.Wish(
                definition.interfaceName(), addresses(spec, options), options.mtu()));
    return new LiveNetwork.Plumbing(
        space(definition, true, wayOut),
        space(definition, false, wayOut),
        options.mtu(),
        true,
        new VethPair(rtnetlink, index, options.icc()),
        options);
  }

  private static List<IpPrefix> addresses(NetworkSpec spec, BridgeOptions options) {
    var addresses = new ArrayList<IpPrefix>();
    for (boolean ipv4 : new boolean[] {true, false}) {
      List<Subnet> subnets = options.isWithoutHost(ipv4) ? List.of() : spec.subnets(ipv4);
      for (Subnet subnet : subnets) {
        addresses.add(new IpPrefix(IpAddresses.parse(subnet.gateway()), subnet.prefix().length()));
      }
    }
    return addresses;
  }

  private @Nullable Addresses space(
      NetworkDefinition definition, boolean ipv4, AddressSpace.WayOut wayOut) {
    List<Subnet> subnets = definition.spec().subnets(ipv4);
    String ipam = definition.spec().ipam().driver();
    if (subnets.isEmpty() || ipam.equals(NetworkPlugins.NO_IPAM)) {
      return null;
    }
    if (!NetworkPlugins.isOwnIpam(definition.spec())) {
      return new RemoteAddresses(plugins, ipam, subnets, definition.pools(), wayOut);
    }
    return new AddressSpace(
        "%s (%s)".formatted(definition.name(), definition.id()), subnets, ipv4, wayOut);
  }
}
