package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.network.NetworkLab.Container;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Publishing ports: conflicts, choice, what happens to flows, and what is left afterwards.
class PublishIT {
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
  void aPortOfAnotherContainerIsRefusedInDockersWords() {
    lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));
    Endpoint endpoint = connect("api");

    assertThatThrownBy(() -> publish(endpoint, PortRequest.of(Protocol.TCP, 8080, 80)))
        .isInstanceOf(HavreException.class)
        .hasMessage(
            "driver failed programming external connectivity on endpoint api (%s): Bind for"
                + " 0.0.0.0:8080 failed: port is already allocated",
            endpoint.id());
  }

  @Test
  void aPortOfAnotherProgramIsRefused() throws Exception {
    Endpoint endpoint = connect("web");
    try (ServerSocket other =
        lab.host.call(() -> new ServerSocket(8080, 1, InetAddress.ofLiteral("127.0.0.1")))) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(() -> publish(endpoint, PortRequest.of(Protocol.TCP, 8080, 80)))
          .hasMessageEndingWith(
              "failed to bind host port 0.0.0.0:8080/tcp: address already in use");
    }
    assertThat(publish(endpoint, PortRequest.of(Protocol.TCP, 8080, 80)).ports()).hasSize(1);
  }

  @Test
  void anotherProgramDoesNotGetAPublishedPort() {
    lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));

    assertThatThrownBy(() -> lab.host.call(() -> new ServerSocket(8080)))
        .hasRootCauseInstanceOf(BindException.class);
  }

  @Test
  void anAddressThatTheHostHasNotIsRefused() {
    var request = new PortRequest(Protocol.TCP, "10.9.9.9", 80, 89, 80);

    assertThatThrownBy(() -> publish(connect("web"), request))
        .hasMessageEndingWith(
            "failed to bind host port 10.9.9.9:80/tcp: cannot assign requested address");
  }

  @Test
  void ofSeveralPortsAllOrNoneArePublished() {
    lab.container("web", PortRequest.of(Protocol.TCP, 8081, 80));
    PortRequest free = PortRequest.of(Protocol.TCP, 8080, 80);
    PortRequest taken = PortRequest.of(Protocol.TCP, 8081, 80);

    assertThatThrownBy(() -> publish(connect("one"), free, taken))
        .isInstanceOf(HavreException.class);

    assertThat(publish(connect("two"), free).ports()).hasSize(1);
  }

  @Test
  void aRangeGivesItsFirstFreePort() {
    lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));
    var range = new PortRequest(Protocol.TCP, "", 8080, 8082, 80);

    assertThat(publish(connect("api"), range).ports().getFirst().hostPort()).isEqualTo(8081);
  }

  @Test
  void ephemeralPortsLeadToTheContainer() {
    Container web = lab.container("web", PortRequest.ephemeral(Protocol.TCP, 80));
    Echo.tcp(web.namespace(), 80);

    assertThat(web.hostPort()).isBetween(32_768, 60_999);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, web.hostPort()))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
  }

  @Test
  void aFlowOfUdpFollowsThePortToTheNextContainer() {
    DatagramSocket client = lab.outside.call(DatagramSocket::new);
    assertThat(ask(client)).isNotEqualTo(NetworkLab.OUTSIDE_ADDRESS);

    Container first = lab.container("first", PortRequest.of(Protocol.UDP, 5353, 53));
    Echo.udp(first.namespace(), 53);
    assertThat(ask(client)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    lab.remove(first);

    Container second = lab.container("second", PortRequest.of(Protocol.UDP, 5353, 53));
    Echo.udp(second.namespace(), 53);
    assertThat(ask(client)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    client.close();
  }

  @Test
  void anIpv6AddressIsRefusedForAContainerWithoutIpv6() {
    var request = new PortRequest(Protocol.TCP, "::1", 80, 80, 80);

    assertThatThrownBy(() -> publish(connect("web"), request))
        .hasMessageEndingWith("cannot publish on ::1: the container has no IPv6 address");
  }

  @Test
  void sctpNeedsNoSocketOfTheHost() {
    Publication publication = publish(connect("web"), PortRequest.of(Protocol.SCTP, 9999, 9999));

    assertThat(publication.ports())
        .containsExactly(new PublishedPort(Protocol.SCTP, "0.0.0.0", 9999, 9999));
  }

  @Test
  void nothingIsLeftOfAThousandPublications() {
    List<PortRequest> ports =
        List.of(
            PortRequest.of(Protocol.TCP, 8080, 80),
            PortRequest.ephemeral(Protocol.TCP, 53),
            new PortRequest(Protocol.TCP, "127.0.0.1", 9000, 9000, 90));
    PortRequest datagrams = PortRequest.ephemeral(Protocol.UDP, 53);
    int rules = LabState.of(lab).rules();

    for (int i = 0; i < 1000; i++) {
      Endpoint endpoint = connect("web");
      boolean udpToo = i % 100 == 0;
      publish(endpoint, udpToo ? new PortRequest[] {datagrams} : ports.toArray(PortRequest[]::new))
          .close();
      lab.host.run(() -> lab.networks().release(endpoint));
    }

    assertThat(LabState.of(lab)).isEqualTo(new LabState(rules, 0, 0));
    assertThat(lab.networks().find("bridge").orElseThrow().containers()).isEmpty();
  }

  private Endpoint connect(String name) {
    return lab.networks().connect("bridge", EndpointRequest.of("id-of-" + name, name));
  }

  private Publication publish(Endpoint endpoint, PortRequest... ports) {
    return lab.host.call(() -> lab.networks().publish(endpoint, List.of(ports)));
  }

  private String ask(DatagramSocket client) {
    return lab.outside.call(() -> Echo.askUdp(client, NetworkLab.HOST_ADDRESS, 5353));
  }
}
