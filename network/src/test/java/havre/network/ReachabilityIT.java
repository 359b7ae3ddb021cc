package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.NetworkLab.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Who reaches a container and who doesn't.
@TestInstance(Lifecycle.PER_CLASS)
class ReachabilityIT {
  private static final int PUBLISHED = 80;
  private static final int HIDDEN = 81;
  private static final String GATEWAY = "172.17.0.1";

  private NetworkLab lab;
  private Container web;
  private Container client;

  boolean bridgeNetfilter() {
    return true;
  }

  @BeforeAll
  void startContainers() {
    lab = new NetworkLab(NetworkSettings.defaults(), bridgeNetfilter());
    web =
        lab.container(
            "web",
            PortRequest.of(Protocol.TCP, 8080, PUBLISHED),
            PortRequest.of(Protocol.UDP, 8080, PUBLISHED),
            new PortRequest(Protocol.TCP, "127.0.0.1", 9000, 9000, PUBLISHED),
            new PortRequest(Protocol.TCP, NetworkLab.HOST_ADDRESS, 9001, 9001, PUBLISHED));
    client = lab.container("client");
    Echo.tcp(web.namespace(), PUBLISHED);
    Echo.tcp(web.namespace(), HIDDEN);
    Echo.udp(web.namespace(), PUBLISHED);
  }

  @AfterAll
  void stop() {
    lab.remove(web);
    lab.remove(client);
    lab.close();
  }

  @Test
  void fromOutsideWithTheClientsAddress() {
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askUdp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(lab.otherOutside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OTHER_OUTSIDE_ADDRESS);
  }

  @Test
  void fromTheHostByItsOwnAddresses() {
    assertThat(Echo.askTcp(lab.host, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.HOST_ADDRESS);
    assertThat(Echo.askUdp(lab.host, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.HOST_ADDRESS);
    assertThat(Echo.askTcp(lab.host, GATEWAY, 8080)).isEqualTo(GATEWAY);
  }

  @Test
  void fromTheHostByLoopback() {
    assertThat(Echo.askTcp(lab.host, "127.0.0.1", 8080)).isEqualTo(GATEWAY);
    assertThat(Echo.askUdp(lab.host, "127.0.0.1", 8080)).isEqualTo(GATEWAY);
    assertThat(Echo.askTcp(lab.host, "127.0.0.1", 9000)).isEqualTo(GATEWAY);
  }

  @Test
  void aPortPublishedOnOneAddressIsOnNoOther() {
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 9001))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(lab.host, "127.0.0.1", 9001)).isEqualTo(Echo.REFUSED);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 9000)).isEqualTo(Echo.REFUSED);
    assertThat(Echo.askTcp(lab.otherOutside, "10.51.0.1", 9001)).isEqualTo(Echo.REFUSED);
  }

  @Test
  void fromAnotherContainerByTheHostsAddressAndDirectly() {
    assertThat(Echo.askTcp(client.namespace(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo(GATEWAY);
    assertThat(Echo.askUdp(client.namespace(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo(GATEWAY);
    assertThat(Echo.askTcp(client.namespace(), GATEWAY, 8080)).isEqualTo(GATEWAY);
    assertThat(Echo.askTcp(client.namespace(), web.address(), HIDDEN)).isEqualTo(client.address());
  }

  @Test
  void fromTheContainerItselfByTheHostsAddress() {
    for (int i = 0; i < 3; i++) {
      assertThat(Echo.askTcp(web.namespace(), NetworkLab.HOST_ADDRESS, 8080)).isEqualTo(GATEWAY);
    }
  }

  @Test
  void notDirectlyFromOutside() {
    assertThat(Echo.askTcp(lab.outside, web.address(), PUBLISHED)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.outside, web.address(), HIDDEN)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, HIDDEN)).isEqualTo(Echo.REFUSED);
  }

  @Test
  void theContainerReachesTheOutsideWithTheHostsAddress() {
    Echo.tcp(lab.outside, 7000);
    assertThat(Echo.askTcp(client.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isEqualTo(NetworkLab.HOST_ADDRESS);
  }

  @Test
  void theContainerHasNoIpv6() {
    String addresses =
        web.namespace().call(() -> Files.readString(Path.of("/proc/thread-self/net/if_inet6")));
    assertThat(addresses.lines()).noneMatch(line -> line.endsWith("eth0"));
  }
}
