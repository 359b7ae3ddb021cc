package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.NetworkLab.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Networks whose published ports some machines reach by the containers' own addresses.
class TrustedInterfacesIT {
  private static final String TRUSTED = "com.docker.network.bridge.trusted_host_interfaces";
  private NetworkLab lab;
  private Container web;

  @BeforeEach
  void start() {
    lab = new NetworkLab(NetworkSettings.defaults());
    lab.network(NetworkSpec.of("net").withOptions(Map.of(TRUSTED, "absent:out10")));
    web = lab.containerIn("net", "web", PortRequest.of(Protocol.TCP, 8080, 80));
    Echo.tcp(web.namespace(), 80);
    Echo.tcp(web.namespace(), 81);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void publishedPortsAreOpenFromThereAlone() {
    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(Echo.askTcp(lab.outside, web.address(), 81)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.otherOutside, web.address(), 80)).isEqualTo(Echo.SILENT);
    Container other = lab.container("other");
    assertThat(Echo.askTcp(other.namespace(), web.address(), 80)).isEqualTo(Echo.SILENT);
    assertThat(Echo.askTcp(lab.otherOutside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OTHER_OUTSIDE_ADDRESS);
  }

  @Test
  void theyStaySoUnderANewEngineAndCloseWithTheContainer() {
    lab.restart(List.of(new Networks.LiveEndpoint(web.endpoint(), web.publication().ports())));
    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(lab.host.call(lab.networks()::verify)).isFalse();

    lab.host.run(() -> lab.networks().release(web.endpoint()));
    assertThat(Echo.askTcp(lab.outside, web.address(), 80)).isEqualTo(Echo.SILENT);
  }
}
