package havre.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.LinuxException;
import havre.linux.nft.NftChain.Hook;
import havre.linux.nft.NftChain.Type;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A table of the test's own network namespace.
class NftablesIT {
  private static final NftTable TABLE = new NftTable(NftFamily.IP, "test");
  private static final NftChain FORWARD = NftChain.base("forward", Type.FILTER, Hook.FORWARD, 0);
  private static final NftChain USER = NftChain.regular("user");
  private static final NftSet PORTS =
      new NftSet(
          "ports",
          List.of(NftType.PROTOCOL, NftType.IPV4_ADDRESS, NftType.PORT),
          List.of(NftType.IPV4_ADDRESS, NftType.PORT));
  private static final NftSet NAMES = NftSet.set("names", NftType.INTERFACE_NAME);

  private final Nftables nftables = Nftables.open();

  @BeforeEach
  void makeTable() {
    nftables.commit(
        new NftBatch(TABLE)
            .addTable()
            .addChain(USER)
            .addChain(FORWARD)
            .addSet(PORTS)
            .addSet(NAMES));
  }

  @AfterEach
  void deleteTable() {
    if (nftables.exists(TABLE)) {
      nftables.commit(new NftBatch(TABLE).deleteTable());
    }
    nftables.close();
  }

  @Test
  void aTableComesAndGoes() {
    assertThat(nftables.exists(TABLE)).isTrue();

    nftables.commit(new NftBatch(TABLE).deleteTable());

    assertThat(nftables.exists(TABLE)).isFalse();
    assertThat(nftables.ruleCounts(TABLE)).isEmpty();
    assertThat(nftables.elements(TABLE, PORTS)).isEmpty();
  }

  @Test
  void makingWhatExistsChangesNothing() {
    nftables.commit(new NftBatch(TABLE).addTable().addChain(FORWARD).addSet(PORTS));

    assertThat(nftables.exists(TABLE)).isTrue();
  }

  @Test
  void elementsOfMapsAreAddedListedAndDeleted() {
    NftElement one = element(80, 1);
    NftElement other = element(81, 2);

    nftables.commit(new NftBatch(TABLE).addElements(PORTS, List.of(one, other)));
    nftables.commit(new NftBatch(TABLE).addElements(PORTS, List.of(one)));
    assertThat(nftables.elements(TABLE, PORTS)).containsExactlyInAnyOrder(one, other);

    nftables.commit(new NftBatch(TABLE).deleteElements(PORTS, List.of(one)));
    assertThat(nftables.elements(TABLE, PORTS)).containsExactly(other);

    nftables.commit(new NftBatch(TABLE).flush(PORTS));
    assertThat(nftables.elements(TABLE, PORTS)).isEmpty();
  }

  @Test
  void elementsOfSetsHaveNoValue() {
    NftElement name = NftElement.of(NftElement.interfaceName("eth0"));

    nftables.commit(new NftBatch(TABLE).addElements(NAMES, List.of(name)));

    assertThat(nftables.elements(TABLE, NAMES)).containsExactly(name);
  }

  @Test
  void aFailedChangeUndoesTheWholeBatch() {
    NftBatch batch =
        new NftBatch(TABLE)
            .addElements(PORTS, List.of(element(80, 1)))
            .deleteElements(PORTS, List.of(element(99, 9)));

    assertThatThrownBy(() -> nftables.commit(batch))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("ENOENT");
    assertThat(nftables.elements(TABLE, PORTS)).isEmpty();
  }

  @Test
  void thousandsOfElementsGoInOneBatch() {
    var elements = new ArrayList<NftElement>();
    for (int port = 1; port <= 5000; port++) {
      elements.add(element(port, 1));
    }

    nftables.commit(new NftBatch(TABLE).addElements(PORTS, elements));

    assertThat(nftables.elements(TABLE, PORTS)).hasSize(5000);
  }

  @ParameterizedTest
  @EnumSource(
      value = NftFamily.class,
      names = {"IP", "IP6"})
  void theKernelTakesEveryKindOfRule(NftFamily family) {
    var table = new NftTable(family, "test_rules");
    NftType address = family == NftFamily.IP ? NftType.IPV4_ADDRESS : NftType.IPV6_ADDRESS;
    var map =
        new NftSet(
            "map",
            List.of(NftType.PROTOCOL, address, NftType.PORT),
            List.of(address, NftType.PORT));
    var anywhere =
        new NftSet(
            "anywhere", List.of(NftType.PROTOCOL, NftType.PORT), List.of(address, NftType.PORT));
    NftChain dstnat = NftChain.base("dstnat", Type.NAT, Hook.PREROUTING, -100);
    NftChain srcnat = NftChain.base("srcnat", Type.NAT, Hook.POSTROUTING, 100);
    InetAddress subnet = InetAddress.ofLiteral(family == NftFamily.IP ? "10.1.2.3" : "fd00:1:2::3");
    NftBatch batch =
        new NftBatch(table)
            .addTable()
            .addChain(USER)
            .addChain(FORWARD)
            .addChain(dstnat)
            .addChain(srcnat)
            .addSet(map)
            .addSet(anywhere)
            .addSet(NAMES)
            .addRule(in(family, dstnat).destinationNatByAddress(map))
            .addRule(in(family, dstnat).destinationIsLocal().destinationNatByPort(anywhere))
            .addRule(in(family, srcnat).source(subnet, 24).outputInterfaceNot("br0").masquerade())
            .addRule(in(family, FORWARD).jump(USER))
            .addRule(in(family, FORWARD).inputInterfaceIn(NAMES).establishedOrRelated().accept())
            .addRule(in(family, FORWARD).outputInterfaceIn(NAMES).counter().drop())
            .addRule(in(family, FORWARD).inputInterface("a").outputInterface("b").accept())
            .addRule(in(family, FORWARD).inputInterfaceNot("a").destinationNot(subnet, 32).drop())
            .addRule(in(family, FORWARD).transportProtocol(6).destinationPorts(80, 90).accept())
            .addRule(in(family, FORWARD).destinationWasTranslated().leave());

    nftables.commit(batch);

    assertThat(nftables.ruleCounts(table))
        .isEqualTo(Map.of("dstnat", 2, "srcnat", 1, "forward", 7));
    nftables.commit(new NftBatch(table).flush(FORWARD));
    assertThat(nftables.ruleCounts(table)).isEqualTo(Map.of("dstnat", 2, "srcnat", 1));
    nftables.commit(new NftBatch(table).deleteTable());
  }

  private static NftRule.Builder in(NftFamily family, NftChain chain) {
    return NftRule.in(family, chain);
  }

  private static NftElement element(int hostPort, int container) {
    return new NftElement(
        NftElement.concatenate(
            NftElement.protocol(6), new byte[] {10, 0, 0, 1}, NftElement.port(hostPort)),
        NftElement.concatenate(
            new byte[] {(byte) 172, 17, 0, (byte) container}, NftElement.port(80)));
  }
}
