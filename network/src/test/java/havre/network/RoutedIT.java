package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.NetworkLab.Container;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Networks whose containers are reached, and go out, by their own addresses.
class RoutedIT {
  private static final String MODE = "com.docker.network.bridge.gateway_mode_ipv4";
  private NetworkLab lab;
  private Container web;

  @BeforeEach
  void start() {
    lab = new NetworkLab(NetworkSettings.defaults());
    lab.network(NetworkSpec.of("net").withOptions(Map.of(MODE, "routed")));
    web = lab.containerIn("net", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Echo.tcp(web.namespace(), 80);
    Echo.tcp(web.namespace(), 81);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void onlyPublishedPortsAreOpenAtTheContainersAddress() {
    assertThat(web.publication().ports())
        .containsExactly(new PublishedPort(Protocol.TCP, "0.0.0.0", 0, 80));
    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(lab.outside, web.address(), 81)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080)).isEqualTo(Echo.REFUSED);
  }

  @Test
  void containersOfOtherNetworksReachItButNotTheOtherWay() {
    Container other = lab.container("other", PortRequest.of(Protocol.TCP, 9090, 90));
    Echo.tcp(other.namespace(), 90);

    assertThat(Echo.askTcp(other.namespace(), web.address(), 80)).isEqualTo("172.18.0.1");
    assertThat(Echo.askTcp(other.namespace(), web.address(), 81)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(web.namespace(), other.address(), 90)).isEqualTo(Echo.SILENT);
  }

  @Test
  void aPortThatIsPublishedTwiceIsOpenedOnce() {
    Container twice =
        lab.containerIn(
            "net",
            "twice",
            PortRequest.of(Protocol.TCP, 8081, 80),
            PortRequest.of(Protocol.TCP, 8082, 80));

    assertThat(lab.host.call(lab.networks()::verify)).isFalse();
    lab.remove(twice);
    assertThat(lab.host.call(lab.networks()::verify)).isFalse();
  }

  @Test
  void whatGoesOutBearsTheContainersAddress() {
    Echo.tcp(lab.outside, 7000);

    assertThat(Echo.askTcp(web.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
        .isEqualTo(web.address());
  }

  @Test
  void nothingIsOpenWhenTheContainerHasGone() {
    String address = web.address();
    lab.remove(web);
    Container next =
        lab.container("net", EndpointRequest.of("id-of-next", "next").withAddresses(address, ""));
    Echo.tcp(next.namespace(), 80);

    assertThat(Echo.askTcp(lab.outside, address, 80)).isEqualTo(Echo.SILENT);
  }
}
