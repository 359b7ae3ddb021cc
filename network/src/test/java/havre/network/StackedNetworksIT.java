package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.netlink.Link;
import havre.linux.netlink.Rtnetlink;
import havre.network.NetworkLab.Container;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Networks on the wire of an interface of the host: macvlan, and ipvlan where the kernel has it.
class StackedNetworksIT {
  /// The host's interface to the machine outside.
  private static final String PARENT = "out10";

  private NetworkLab lab;

  @BeforeEach
  void start() {
    lab = new NetworkLab(NetworkSettings.defaults());
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void containersAreNeighboursOfTheMachinesOutside() {
    lab.network(outsideSubnet("macvlan", Map.of("parent", PARENT)));
    Container web = lab.containerIn("wire", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Container client = lab.containerIn("wire", "client");
    Echo.tcp(web.namespace(), 80);
    Echo.tcp(lab.outside, 7000);

    assertThat(web.address()).isEqualTo("10.50.0.128");
    assertThat(web.publication().ports()).isEmpty();
    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isEqualTo(client.address());
    assertThat(Echo.askTcp(client.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isEqualTo(client.address());
    assertThat(web.endpoint().ipv4Address().orElseThrow().gateway())
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(web.namespace().call(() -> link("eth0")).orElseThrow().mac())
        .isEqualTo(web.endpoint().macAddress());
  }

  @Test
  void privateContainersDoNotReachEachOther() {
    lab.network(outsideSubnet("macvlan", Map.of("parent", PARENT, "macvlan_mode", "private")));
    Container web = lab.containerIn("wire", "web");
    Container client = lab.containerIn("wire", "client");
    Echo.tcp(web.namespace(), 80);

    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isNotEqualTo(client.address());
  }

  @Test
  void oneContainerMayHaveTheInterfaceForItself() {
    lab.network(outsideSubnet("macvlan", Map.of("parent", PARENT, "macvlan_mode", "passthru")));
    Container web = lab.containerIn("wire", "web");
    Echo.tcp(web.namespace(), 80);

    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(web.namespace().call(() -> link("eth0")).orElseThrow().mac())
        .isEqualTo(web.endpoint().macAddress());
    assertThatThrownBy(() -> lab.network(other(Map.of("parent", PARENT))))
        .isInstanceOf(HavreException.class)
        .hasMessageContaining("is already using parent interface " + PARENT + " in mode passthru");
  }

  @Test
  void withoutAParentContainersReachEachOtherOnly() {
    NetworkInfo made = lab.network(other(Map.of()));
    Container web = lab.containerIn("other", "web");
    Container client = lab.containerIn("other", "client");
    Echo.tcp(web.namespace(), 80);

    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isEqualTo(client.address());
    assertThat(web.endpoint().ipv4Address().orElseThrow().gateway()).isEmpty();
    String parent = "dm-" + made.id().substring(0, 12);
    assertThat(lab.host.call(() -> link(parent))).isPresent();

    lab.restart(
        List.of(
            new Networks.LiveEndpoint(web.endpoint(), List.of()),
            new Networks.LiveEndpoint(client.endpoint(), List.of())));
    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isEqualTo(client.address());

    lab.remove(web);
    lab.remove(client);
    lab.host.run(() -> lab.networks().remove("other"));
    assertThat(lab.host.call(() -> link(parent))).isEmpty();
  }

  @Test
  void networksShareAParentWhichOutlivesThem() {
    lab.network(outsideSubnet("macvlan", Map.of("parent", PARENT)));
    lab.network(other(Map.of("parent", PARENT)));
    assertThatThrownBy(
            () -> lab.network(named("third", Map.of("parent", PARENT, "macvlan_mode", "passthru"))))
        .hasMessageContaining("cannot use mode passthru, macvlan network");
    lab.host.run(() -> {
      lab.networks().remove("wire");
      lab.networks().remove("other");
    });
    assertThat(lab.host.call(() -> link(PARENT))).isPresent();
  }

  @Test
  void whatMeansNothingIsRefusedInDockersWords() {
    refuses(Map.of("parent", "lo"), "loopback interface is not a valid macvlan parent link");
    refuses(
        Map.of("parent", "nowhere"),
        "invalid subinterface vlan name nowhere, example formatting is eth0.10");
    refuses(Map.of("parent", PARENT + ".5000"), "vlan id must be between 1-4094, received: 5000");
    refuses(
        Map.of("parent", PARENT + ".ten"),
        "unable to parse a valid vlan id from: ten (ex. eth0.10 for vlan 10)");
    refuses(
        Map.of("parent", "nowhere.10"),
        "-o parent interface does was not found on the host: nowhere");
    refuses(
        Map.of("parent", PARENT, "macvlan_mode", "open"),
        "requested macvlan mode 'open' is not valid, 'bridge' mode is the macvlan driver default");
    assertThat(lab.networks().find("other")).isEmpty();
  }

  @Test
  void anInterfaceOfAVlanIsMadeAndGoesWithTheLastNetwork() {
    String vlan = PARENT + ".10";
    try {
      lab.network(other(Map.of("parent", vlan)));
    } catch (HavreException e) {
      assertThat(e) // a kernel without VLANs
          .hasMessage("failed to create " + vlan + " vlan link: operation not supported");
      assertThat(lab.networks().find("other")).isEmpty();
      return;
    }
    lab.network(named("third", Map.of("parent", vlan)));
    lab.host.run(() -> lab.networks().remove("other"));
    assertThat(lab.host.call(() -> link(vlan))).isPresent();
    lab.host.run(() -> lab.networks().remove("third"));
    assertThat(lab.host.call(() -> link(vlan))).isEmpty();
  }

  @Test
  void ipvlanSharesTheHardwareAddressWhereTheKernelHasIt() {
    lab.network(outsideSubnet("ipvlan", Map.of("parent", PARENT)));
    try {
      Container web = lab.containerIn("wire", "web");
      Echo.tcp(web.namespace(), 80);
      assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
      assertThat(web.endpoint().macAddress()).isEmpty();
    } catch (HavreException e) {
      assertThat(e).hasMessage("failed to create the ipvlan port: operation not supported");
    }
  }

  @Test
  void ipvlanRoutesByTheLinkInItsThirdLayer() {
    var spec = outsideSubnet("ipvlan", Map.of("parent", PARENT, "ipvlan_mode", "l3"));
    lab.network(spec);
    Endpoint endpoint = lab.networks().connect("wire", EndpointRequest.of("id", "web"));

    assertThat(endpoint.ipv4Address().orElseThrow().isOnLink()).isTrue();
    assertThat(endpoint.ipv4Address().orElseThrow().shownGateway()).isEmpty();
  }

  private void refuses(Map<String, String> options, String message) {
    assertThatThrownBy(() -> lab.network(other(options)))
        .isInstanceOf(HavreException.class)
        .hasMessage(message);
  }

  private static NetworkSpec outsideSubnet(String driver, Map<String, String> options) {
    var subnet =
        new Subnet(
            "10.50.0.0/24",
            "10.50.0.128/25",
            NetworkLab.OUTSIDE_ADDRESS,
            Map.of(),
            Subnet.Origin.GIVEN);
    return spec("wire", driver, options).withSubnets(List.of(subnet));
  }

  private static NetworkSpec other(Map<String, String> options) {
    return named("other", options);
  }

  private static NetworkSpec named(String name, Map<String, String> options) {
    return spec(name, "macvlan", options);
  }

  private static NetworkSpec spec(String name, String driver, Map<String, String> options) {
    return new NetworkSpec(
        name,
        driver,
        true,
        false,
        NetworkSpec.Ipam.DEFAULT,
        false,
        false,
        false,
        "",
        options,
        Map.of());
  }

  private static Optional<Link> link(String name) {
    try (var rtnetlink = new Rtnetlink()) {
      return rtnetlink.link(name);
    }
  }
}
