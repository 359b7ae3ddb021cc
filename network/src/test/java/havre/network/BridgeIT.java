package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.Rtnetlink;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The bridge, its addresses, and the containers' places in it.
class BridgeIT {
  private final NamespaceWorker host = NamespaceWorker.start("host");

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void switchesForwardingOn() {
    try (KernelNetworks _ = open(NetworkSettings.defaults())) {
      assertThat(host.call(() -> Sysctls.read("ipv4/ip_forward"))).isEqualTo("1");
    }
  }

  @Test
  void takesAConfiguredAddressAlsoLater() {
    open(NetworkSettings.defaults()).close();
    NetworkSettings changed =
        NetworkSettings.defaults().withBridge("havre0", IpPrefix.parse("192.168.77.1/24"));

    try (KernelNetworks networks = open(changed)) {
      assertThat(networks.hostGateway()).isEqualTo("192.168.77.1");
      assertThat(host.call(BridgeIT::ipv4Addresses)).containsExactly("192.168.77.1/24");
    }
  }

  @Test
  void givesContainersAPartOfTheSubnetAndAnotherGateway() {
    var ipv4 =
        new BridgeSubnet(
            IpPrefix.parse("10.9.0.1/16"),
            IpPrefix.parse("10.9.7.0/24"),
            IpAddresses.parse("10.9.0.254"));
    var ipv6 = BridgeSubnet.of(IpPrefix.parse("fd00:9::/64"));
    try (KernelNetworks networks = open(NetworkSettings.defaults().withSubnets(ipv4, ipv6))) {
      Endpoint endpoint = networks.connect("bridge", EndpointRequest.of("id", "web"));

      assertThat(endpoint.ipv4()).isEqualTo(new InterfaceAddress("10.9.7.0", 16, "10.9.0.254"));
      assertThat(endpoint.ipv6()).isEqualTo(new InterfaceAddress("fd00:9::2", 64, "fd00:9::1"));
      assertThat(networks.find("bridge").orElseThrow().spec().enableIpv6()).isTrue();
    }
  }

  @Test
  void aRangeAloneIsTheSubnetOfTheBridge() {
    var range = new BridgeSubnet(null, IpPrefix.parse("10.9.7.0/24"), null);
    try (KernelNetworks networks = open(NetworkSettings.defaults().withSubnets(range, null))) {
      assertThat(networks.hostGateway()).isEqualTo("10.9.7.1");
    }
  }

  @Test
  void ipv6ComesFromThePoolsWhereNothingIsSaid() {
    NetworkSettings both =
        NetworkSettings.defaults().withSubnets(BridgeSubnet.ANY, BridgeSubnet.ANY);
    String first;
    try (KernelNetworks networks = open(both)) {
      first = networks.connect("bridge", EndpointRequest.of("id", "web")).ipv6().gateway();
    }
    try (KernelNetworks networks = open(both)) {
      assertThat(networks.connect("bridge", EndpointRequest.of("id", "web")).ipv6().gateway())
          .isEqualTo(first);
    }
  }

  @Test
  void refusesAGatewayOutsideOfTheSubnet() {
    var outside =
        new BridgeSubnet(IpPrefix.parse("10.9.0.1/24"), null, IpAddresses.parse("10.8.0.1"));
    assertThatThrownBy(() -> open(NetworkSettings.defaults().withSubnets(outside, null)))
        .hasMessage("default gateway 10.8.0.1 must be part of bridge subnet 10.9.0.0/24");
  }

  @Test
  void evadesTheHostsRoutes() {
    try (KernelNetworks networks = open(NetworkSettings.defaults().withBridge("other0", null))) {
      assertThat(networks.hostGateway()).isEqualTo("172.17.0.1");
    }
    host.run(() -> route("172.18.0.0", 15));

    try (KernelNetworks networks = open(NetworkSettings.defaults())) {
      assertThat(networks.hostGateway()).isEqualTo("172.20.0.1");
    }
  }

  @Test
  void tellsWhenAllAddressesAreTaken() {
    NetworkSettings small =
        NetworkSettings.defaults().withBridge("havre0", IpPrefix.parse("10.9.0.1/29"));
    try (KernelNetworks networks = open(small)) {
      for (int i = 0; i < 5; i++) {
        connect(networks, i);
      }
      assertThatThrownBy(() -> connect(networks, 6))
          .isInstanceOf(HavreException.class)
          .hasMessageStartingWith(
              "no available IPv4 addresses on this network's address pools: bridge (");
    }
  }

  @Test
  void findsNetworksByNameIdAndBeginningOfId() {
    try (KernelNetworks networks = open(NetworkSettings.defaults())) {
      NetworkInfo bridge = networks.find("bridge").orElseThrow();
      assertThat(networks.find(bridge.id())).contains(bridge);
      assertThat(networks.find(bridge.id().substring(0, 20))).contains(bridge);
      assertThat(networks.find("nothing")).isEmpty();
      assertThat(networks.list())
          .extracting(NetworkInfo::driver)
          .containsExactlyInAnyOrder("null", "host", "bridge");
      assertThatThrownBy(() -> networks.connect("nothing", EndpointRequest.of("c", "n")))
          .hasMessage("network nothing not found");
    }
  }

  @Test
  void aContainerThatIsGoneIsNamed() {
    try (KernelNetworks networks = open(NetworkSettings.defaults())) {
      SandboxNetwork sandbox = networks.sandbox(List.of(connect(networks, 1)), NameLookup.NONE);

      assertThatThrownBy(() -> host.run(() -> sandbox.attach(Integer.MAX_VALUE)))
          .isInstanceOf(HavreException.class)
          .hasMessageContaining("ESRCH");
    }
  }

  private KernelNetworks open(NetworkSettings settings) {
    return host.call(() -> {
      var networks =
          KernelNetworks.open(
              settings, NetworkIdentity.random(Instant.EPOCH), new InMemoryNetworkRecords());
      networks.reconcile(List.of());
      return networks;
    });
  }

  private static Endpoint connect(Networks networks, int number) {
    return networks.connect("bridge", EndpointRequest.of("id" + number, "name" + number));
  }

  private static void route(String subnet, int prefixLength) {
    try (var rtnetlink = new Rtnetlink()) {
      int index = rtnetlink.link("other0").orElseThrow().index();
      rtnetlink.send(
          "route",
          subnet,
          AddressMessages.addLinkRoute(index, NetworkLab.ip(subnet), prefixLength));
    }
  }

  private static List<String> ipv4Addresses() {
    try (var rtnetlink = new Rtnetlink()) {
      return rtnetlink.addresses().stream()
          .map(address -> new IpPrefix(address.address(), address.prefixLength()))
          .filter(IpPrefix::isIpv4)
          .map(IpPrefix::toString)
          .toList();
    }
  }
}
