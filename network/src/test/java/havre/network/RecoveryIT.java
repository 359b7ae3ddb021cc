package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.NftBatch;
import havre.linux.nft.NftChain;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftTable;
import havre.linux.nft.Nftables;
import havre.network.NetworkLab.Container;
import havre.network.Networks.LiveEndpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What other programs or a crash of the engine destroyed is made again; what nobody needs any more
/// goes.
class RecoveryIT {
  private static final NftTable OTHERS = new NftTable(NftFamily.IP, "filter");
  private static final NftChain DROPPING =
      NftChain.base("FORWARD", NftChain.Type.FILTER, NftChain.Hook.FORWARD, 0);

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
  @Timeout(20)
  void aBridgeThatIsDeletedByHandComesBackWithItsContainers() {
    Container client = lab.container("client");
    lab.host.run(RecoveryIT::deleteBridge);

    String answer = Echo.SILENT;
    while (!answer.equals(client.address())) {
      answer = Echo.askTcp(client.namespace(), web.address(), 80);
    }
    lab.host.run(RecoveryIT::deleteBridge);
    Container next = lab.container("next");
    assertThat(Echo.askTcp(next.namespace(), web.address(), 80)).isEqualTo(next.address());
  }

  @Test
  void aBridgeThatWentWithoutAnEngineComesBackWithTheNext() {
    lab.restart(
        List.of(new LiveEndpoint(web.endpoint(), web.publication().ports())),
        RecoveryIT::deleteBridge);

    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);
  }

  private static void deleteBridge() {
    try (var rtnetlink = new Rtnetlink()) {
      int index = rtnetlink.link(NetworkSettings.DEFAULT_BRIDGE).orElseThrow().index();
      rtnetlink.send("RTM_DELLINK", "bridge", LinkMessages.delete(index));
    }
  }

  /// As ufw does, and `iptables -P FORWARD DROP`.
  @Test
  @Timeout(20)
  void aChainOfOthersThatDropsLetsTheContainersThrough() {
    lab.host.run(() -> {
      try (var nftables = Nftables.open()) {
        nftables.commit(new NftBatch(OTHERS).addTable().addChain(DROPPING, true));
      }
    });
    while (othersRules().size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(othersRules()).containsOnlyKeys("havre: from havre0", "havre: to havre0");
    assertThat(Echo.askTcp(lab.outside, NetworkLab.HOST_ADDRESS, 8080))
        .isEqualTo(NetworkLab.OUTSIDE_ADDRESS);

    lab.host.run(() -> {
      try (var nftables = Nftables.open()) {
        nftables.commit(new NftBatch(OTHERS).flush(DROPPING));
      }
    });
    while (othersRules().size() < 2) {
      Thread.onSpinWait();
    }
    lab.network(NetworkSpec.of("net"));
    assertThat(othersRules()).hasSize(4);
    lab.host.run(() -> lab.networks().remove("net"));
    assertThat(othersRules()).hasSize(2);
  }

  private Map<String, Long> othersRules() {
    return lab.host.call(() -> {
      try (var nftables = Nftables.open()) {
        return nftables.commented(OTHERS, DROPPING);
      }
    });
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
