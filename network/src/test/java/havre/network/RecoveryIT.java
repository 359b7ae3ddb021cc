package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import havre.linux.nft.NftBatch;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftTable;
import havre.linux.nft.Nftables;
import havre.network.NetworkLab.Container;
import havre.network.Networks.LiveEndpoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What other programs or a crash of the engine destroyed is made again; what nobody needs any more
/// goes.
class RecoveryIT {
  private NetworkLab lab;
  private Container web;

  @BeforeEach
  void start() {
    lab = new NetworkLab(NetworkSettings.defaults());
    web = lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));
    Echo.tcp(web.namespace(), 80);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  @Timeout(20)
  void aTableThatAnotherProgramRemovesComesBackByItself() {
    lab.host.run(RecoveryIT::deleteTable);

    while (LabState.of(lab).elements() == 0) {
      Thread.onSpinWait();
    }
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
  }

  @Test
  void anIntactTableIsLeftAlone() {
    assertThat(verify()).isFalse();
  }

  @Test
  void publishingAndRemovingWorkWhenTheTableHasJustGone() {
    lab.host.run(RecoveryIT::deleteTable);
    Container other = lab.container("other", PortRequest.of(Protocol.TCP, 8081, 80));
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);

    lab.host.run(RecoveryIT::deleteTable);
    lab.remove(web);
    lab.remove(other);

    verify();
    assertThat(verify()).isFalse();
    assertThat(LabState.of(lab).elements()).isZero();
  }

  @Test
  void aNewEngineKeepsTheLiveAndRemovesTheRest() {
    Container dead = lab.container("dead", PortRequest.of(Protocol.TCP, 8081, 80));
    LiveEndpoint live = new LiveEndpoint(web.endpoint(), web.publication().ports());

    Networks networks = lab.restart(List.of(live));

    assertThat(LabState.of(lab).elements()).isEqualTo(1);
    assertThat(LabState.of(lab).interfaces()).isEqualTo(1);
    assertThat(networks.publishedPorts(web.endpoint())).hasSize(1);
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
    assertThat(networks.connect("bridge", EndpointRequest.of("c", "next")).ipv4Address())
        .isNotEqualTo(web.endpoint().ipv4Address());
    dead.publication().close();
  }

  @Test
  void aNewEngineFindsTheSameBridgeAddress() {
    Networks networks = lab.restart(List.of());

    assertThat(networks.find("bridge").orElseThrow().ipam())
        .extracting(Subnet::subnet, Subnet::gateway)
        .containsExactly(tuple("172.17.0.0/16", "172.17.0.1"));
  }

  private boolean verify() {
    return lab.host.call(() -> lab.networks().verify());
  }

  private static void deleteTable() {
    try (var nftables = Nftables.open()) {
      nftables.commit(new NftBatch(new NftTable(NftFamily.IP, Ruleset.TABLE)).deleteTable());
    }
  }
}
