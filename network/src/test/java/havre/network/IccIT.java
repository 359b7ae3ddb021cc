package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.NetworkLab.Container;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bridge whose containers may not talk to each other.
class IccIT {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyPublishedPortsAreOpenToOtherContainers(boolean bridgeNetfilter) {
    try (var lab = new NetworkLab(NetworkSettings.defaults().withIcc(false), bridgeNetfilter)) {
      Container web = lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));
      Container client = lab.container("client");
      Echo.tcp(web.namespace(), 80);
      Echo.tcp(lab.outside, 7000);

      assertThat(Echo.askTcp(client.namespace(), web.address(), 80))
          .isIn(Echo.SILENT, Echo.REFUSED);
      assertThat(Echo.askTcp(client.namespace(), NetworkLab.HOST_ADDRESS, 8080))
          .isEqualTo("172.17.0.1");
      assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
          .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
      assertThat(Echo.askTcp(client.namespace(), NetworkLab.OUTSIDE_ADDRESS, 7000))
          .isEqualTo(NetworkLab.HOST_ADDRESS);
    }
  }
}
