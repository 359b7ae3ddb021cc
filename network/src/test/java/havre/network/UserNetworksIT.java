package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.netlink.Link;
import havre.linux.netlink.Rtnetlink;
import havre.network.NetworkLab.Container;
import havre.network.Networks.LiveEndpoint;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Networks that users make: who reaches whom in them, how containers come and go, and what
/// Docker's words for refusals are.
class UserNetworksIT {
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
  void containersOfOneNetworkReachEachOtherAndNobodyElse() {
    lab.network(NetworkSpec.of("front"));
    lab.network(NetworkSpec.of("back"));
    Container web = lab.containerIn("front", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Container client = lab.containerIn("front", "client");
    Container other = lab.containerIn("back", "other");
    Container old = lab.container("old");
    Echo.tcp(web.namespace(), 80);
    Echo.tcp(lab.outside, 7000);

    assertThat(web.address()).isEqualTo("172.18.0.2");
    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isEqualTo(client.address());
    assertThat(Echo.askTcp(other.namespace(), web.address(), 80)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(old.namespace(), web.address(), 80)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(other.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isEqualTo(NetworkLab.HOST_ADDRESS);
  }

  @Test
  void anInternalNetworkHasNoWayInOrOut() {
    lab.network(NetworkSpec.of("inside").withInternal(true));
    Container web = lab.containerIn("inside", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Container client = lab.containerIn("inside", "client");
    Echo.tcp(web.namespace(), 80);
    Echo.tcp(lab.outside, 7000);

    assertThat(Echo.askTcp(client.namespace(), web.address(), 80)).isEqualTo(client.address());
    assertThat(Echo.askTcp(client.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isNotEqualTo(NetworkLab.HOST_ADDRESS);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080)).isEqualTo(Echo.SILENT);
    assertThat(web.endpoint().ipv4Address().orElseThrow().gateway()).isEmpty();
  }

  @Test
  void whatLeavesBearsTheAddressThatWasChosen() {
    lab.network(
        NetworkSpec.of("front").withOptions(Map.of("com.docker.network.host_ipv4", "10.51.0.1")));
    Container client = lab.containerIn("front", "client");
    Echo.tcp(lab.outside, 7000);

    assertThat(Echo.askTcp(client.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isEqualTo("10.51.0.1");
  }

  @Test
  void anotherMachineCanBeTheGateway() {
    var subnet =
        new Subnet(
            "10.8.0.0/24",
            "",
            "10.8.0.1",
            Map.of("DefaultGatewayIPv4", "10.8.0.9"),
            Subnet.Origin.GIVEN);
    lab.network(NetworkSpec.of("front").withSubnets(List.of(subnet)));

    assertThat(lab.networks().connect("front", EndpointRequest.of("id", "web")).ipv4())
        .isEqualTo(new InterfaceAddress("10.8.0.2", 24, "10.8.0.9"));
  }

  @Test
  void aRunningContainerJoinsAndLeaves() {
    lab.network(NetworkSpec.of("front"));
    lab.network(NetworkSpec.of("back"));
    Container web = lab.containerIn("front", "web");
    Container client = lab.containerIn("back", "client");
    Echo.tcp(web.namespace(), 80);

    Endpoint second = lab.plug(web, "back", "eth1");
    String address = second.ipv4Address().orElseThrow().address();
    assertThat(Echo.askTcp(client.namespace(), address, 80)).isEqualTo(client.address());

    lab.host.run(() -> {
      lab.networks()
          .unplug(second, List.of(web.endpoint()), NameLookup.NONE, web.namespace().threadId());
      lab.networks().release(second);
    });
    assertThat(web.namespace().call(UserNetworksIT::links)).containsExactlyInAnyOrder("lo", "eth0");
  }

  @Test
  void bothFamiliesWorkOrOneAlone() {
    lab.network(spec("both", true, true));
    lab.network(spec("six", false, true));
    Container both = lab.containerIn("both", "both");
    Container six = lab.containerIn("six", "six", PortRequest.of(Protocol.TCP, 8080, 80));

    assertThat(both.endpoint().ipv4Address()).isPresent();
    assertThat(both.namespace().call(UserNetworksIT::addresses))
        .contains(both.endpoint().ipv6Address().orElseThrow().withPrefix());
    assertThat(six.endpoint().ipv4Address()).isEmpty();
    assertThat(six.namespace().call(UserNetworksIT::addresses))
        .contains(six.endpoint().ipv6Address().orElseThrow().withPrefix());
    assertThat(six.publication().ports())
        .containsExactly(new PublishedPort(Protocol.TCP, "::", 8080, 80));
  }

  @Test
  void aContainerMayHaveNoIpv6OnANetworkThatHas() {
    lab.network(spec("both", true, true));
    Container four = lab.container("both", EndpointRequest.of("id-of-four", "four").withoutIpv6());

    assertThat(four.endpoint().ipv6Address()).isEmpty();
    assertThat(four.namespace().call(UserNetworksIT::addresses))
        .contains(four.endpoint().ipv4Address().orElseThrow().withPrefix())
        .noneMatch(address -> address.startsWith("f"));
  }

  @Test
  void neighboursAreToldWhereTheyMayRememberSomethingElse() {
    assertThat(arpNotify(Map.of(), null)).isEqualTo("0");
    assertThat(arpNotify(Map.of(), "02:42:00:00:00:07")).isEqualTo("1");
    String option = "com.docker.network.advertise_addr_nmsgs";
    assertThat(arpNotify(Map.of(option, "2"), null)).isEqualTo("1");
    assertThat(arpNotify(Map.of(option, "0"), "02:42:00:00:00:07")).isEqualTo("0");
    refused(
        () -> lab.network(NetworkSpec.of("x").withOptions(Map.of(option, "4"))),
        ErrorKind.INVALID,
        option + " must be in the range 0 to 3");
    refused(
        () ->
            lab.network(
                NetworkSpec.of("x")
                    .withOptions(Map.of("com.docker.network.advertise_addr_ms", "soon"))),
        ErrorKind.INVALID,
        "value for option com.docker.network.advertise_addr_ms \"soon\" must be integer"
            + " milliseconds");
  }

  private String arpNotify(Map<String, String> options, String mac) {
    lab.network(NetworkSpec.of("told").withOptions(options));
    Container one =
        lab.container(
            "told",
            new EndpointRequest(
                "id-of-one", "one", mac, "", "", List.of(), List.of(), 0, Map.of(), "eth0", false));
    String setting = one.namespace().call(() -> Sysctls.read("ipv4/conf/eth0/arp_notify"));
    lab.remove(one);
    lab.host.run(() -> lab.networks().remove("told"));
    return setting;
  }

  @Test
  void twoContainersWithoutAHostNeedNoGateway() {
    Map<String, String> isolated =
        Map.of("com.docker.network.bridge.gateway_mode_ipv4", "isolated");
    lab.network(
        NetworkSpec.of("pair")
            .withSubnets(List.of(Subnet.of("10.9.0.0/31", "")))
            .withInternal(true)
            .withOptions(isolated));
    Container one = lab.containerIn("pair", "one");
    Container two = lab.containerIn("pair", "two");
    Echo.tcp(two.namespace(), 80);

    assertThat(List.of(one.address(), two.address())).containsExactly("10.9.0.0", "10.9.0.1");
    assertThat(Echo.askTcp(one.namespace(), two.address(), 80)).isEqualTo(one.address());
  }

  @Test
  void settingsCanBeTakenFromAnotherNetwork() {
    NetworkSpec settings =
        NetworkSpec.of("settings").withSubnets(List.of(Subnet.of("10.8.0.0/24", "10.8.0.9")));
    lab.network(
        new NetworkSpec(
            "settings",
            "bridge",
            true,
            false,
            settings.ipam(),
            false,
            false,
            true,
            "",
            Map.of(),
            Map.of("a", "b")));
    lab.network(
        new NetworkSpec(
            "user",
            "bridge",
            true,
            false,
            NetworkSpec.Ipam.DEFAULT,
            false,
            false,
            false,
            "settings",
            Map.of(),
            Map.of()));

    Endpoint endpoint = connect("user", "10.8.0.7");
    assertThat(endpoint.ipv4Address().orElseThrow().gateway()).isEqualTo("10.8.0.9");
    refused(
        () -> connect("settings", ""),
        ErrorKind.FORBIDDEN,
        "cannot create endpoint on configuration-only network");
    refused(
        () -> remove("settings"),
        ErrorKind.FORBIDDEN,
        "error while removing network: configuration network \"settings\" is in use");
  }

  @Test
  void theHighestPriorityIsTheWayOut() {
    lab.network(NetworkSpec.of("a"));
    lab.network(NetworkSpec.of("b"));
    Endpoint a = lab.networks().connect("a", EndpointRequest.of("c", "c"));
    Endpoint b = lab.networks().connect("b", EndpointRequest.of("c", "c"));

    assertThat(Gateways.publishing(List.of(b, a))).contains(a);
  }

  @Test
  void wishedAddressesAreGivenOnce() {
    Subnet subnet =
        new Subnet(
            "10.99.1.0/24",
            "10.99.1.128/25",
            "10.99.1.9",
            Map.of("router", "10.99.1.129"),
            Subnet.Origin.GIVEN);
    lab.network(NetworkSpec.of("net").withSubnets(List.of(subnet)));

    assertThat(connect("net", "").ipv4Address().orElseThrow().address()).isEqualTo("10.99.1.128");
    assertThat(connect("net", "").ipv4Address().orElseThrow().address()).isEqualTo("10.99.1.130");
    assertThat(connect("net", "10.99.1.7").ipv4Address().orElseThrow().withPrefix())
        .isEqualTo("10.99.1.7/24");
    assertThatThrownBy(() -> connect("net", "10.99.1.7")).hasMessage("Address already in use");
    assertThatThrownBy(() -> connect("net", "10.99.1.9")).hasMessage("Address already in use");
  }

  @Test
  void refusalsAreInDockersWords() {
    lab.network(NetworkSpec.of("net"));
    Endpoint endpoint = connect("net", "");

    refused(() -> create("net"), ErrorKind.CONFLICT, "network with name net already exists");
    refused(
        () -> create("bridge"),
        ErrorKind.FORBIDDEN,
        "operation is not permitted on predefined bridge network ");
    refused(
        () -> lab.network(NetworkSpec.of("x").withSubnets(List.of(Subnet.of("172.18.4.0/24", "")))),
        ErrorKind.FORBIDDEN,
        "Pool overlaps with other one on this address space");
    refused(
        () ->
            lab.network(
                NetworkSpec.of("x")
                    .withSubnets(
                        List.of(
                            new Subnet(
                                "10.99.0.5/24",
                                "10.98.0.0/28",
                                "10.97.0.1",
                                Map.of(),
                                Subnet.Origin.GIVEN)))),
        ErrorKind.INVALID,
        "invalid network config:\n"
            + "* invalid subnet 10.99.0.5/24: it should be 10.99.0.0/24\n"
            + "* invalid ip-range 10.98.0.0/28: parent subnet 10.99.0.5/24 doesn't contain ip-range\n"
            + "* invalid gateway 10.97.0.1: parent subnet 10.99.0.5/24 doesn't contain this address");
    refused(
        () -> remove("net"),
        ErrorKind.FORBIDDEN,
        "error while removing network: network net has active endpoints (name:\"c\" id:\"%s\")"
            .formatted(endpoint.id().substring(0, 12)));
    refused(
        () -> remove("bridge"),
        ErrorKind.FORBIDDEN,
        "bridge is a pre-defined network and cannot be removed");
    refused(() -> remove("nope"), ErrorKind.NOT_FOUND, "network nope not found");
  }

  @Test
  void networksOutliveTheEngine() {
    lab.network(NetworkSpec.of("front"));
    Container web = lab.containerIn("front", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Echo.tcp(web.namespace(), 80);

    Networks networks =
        lab.restart(List.of(new LiveEndpoint(web.endpoint(), web.publication().ports())));

    assertThat(networks.find("front").orElseThrow().containers()).hasSize(1);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    Container next = lab.containerIn("front", "next");
    assertThat(Echo.askTcp(next.namespace(), web.address(), 80)).isEqualTo(next.address());
  }

  @Test
  void nothingIsLeftOfRandomComingsAndGoings() {
    LabState before = LabState.of(lab);
    List<String> links = lab.host.call(UserNetworksIT::links);
    List<String> names = List.of("a", "b", "c");
    names.forEach(this::create);
    Container container = lab.container("web");
    var random = new Random(42);
    for (int i = 0; i < 100; i++) {
      Endpoint endpoint = lab.plug(container, names.get(random.nextInt(3)), "eth1");
      lab.host.run(() -> {
        if (random.nextBoolean()) {
          lab.networks()
              .unplug(
                  endpoint,
                  List.of(container.endpoint()),
                  NameLookup.NONE,
                  container.namespace().threadId());
        } else {
          RunningSandbox.of(container.namespace().threadId()).remove(endpoint, List.of());
        }
        lab.networks().release(endpoint);
      });
    }
    lab.host.run(() ->
        RunningSandbox.of(container.namespace().threadId())
            .remove(container.endpoint(), List.of()));
    lab.remove(container);
    names.forEach(this::remove);

    assertThat(LabState.of(lab)).isEqualTo(before);
    assertThat(lab.host.call(UserNetworksIT::links)).isEqualTo(links);
  }

  private NetworkInfo create(String name) {
    return lab.network(NetworkSpec.of(name));
  }

  private void remove(String name) {
    lab.host.run(() -> lab.networks().remove(name));
  }

  private Endpoint connect(String network, String address) {
    return lab.networks().connect(network, EndpointRequest.of("c", "c").withAddresses(address, ""));
  }

  private static void refused(Runnable action, ErrorKind kind, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(HavreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(message);
  }

  private static List<String> links() {
    try (var rtnetlink = new Rtnetlink()) {
      return rtnetlink.links().stream().map(Link::name).toList();
    }
  }

  private static NetworkSpec spec(String name, boolean ipv4, boolean ipv6) {
    return new NetworkSpec(
        name,
        "bridge",
        ipv4,
        ipv6,
        NetworkSpec.Ipam.DEFAULT,
        false,
        false,
        false,
        "",
        Map.of(),
        Map.of());
  }

  private static List<String> addresses() {
    try (var rtnetlink = new Rtnetlink()) {
      return rtnetlink.addresses().stream()
          .map(address -> new IpPrefix(address.address(), address.prefixLength()).toString())
          .toList();
    }
  }
}
