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

    Container other = lab.container("other");
    assertThat(Echo.askTcp(other.namespace(), web.address(), 80)).isEqualTo(Echo.SILENT);
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
