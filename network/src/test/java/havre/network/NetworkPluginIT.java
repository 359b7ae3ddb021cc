package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.plugin.PluginSockets;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.StackedLinkMessages;
import havre.network.NetworkLab.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks and addresses of plugins.
class NetworkPluginIT {
  @TempDir Path folder;
  private NetworkLab lab;
  private TestPlugin plugin;

  @BeforeEach
  void start() throws IOException {
    lab =
        new NetworkLab(
            NetworkSettings.defaults().withPlugins(new PluginSockets(folder, List.of())));
    plugin = new TestPlugin(folder.resolve("wires.sock"), () -> lab.host.run(this::makePair));
  }

  private void makePair() {
    try (var rtnetlink = new Rtnetlink()) {
      rtnetlink.send("RTM_NEWLINK", "src0", StackedLinkMessages.createPair("src0", "other0"));
    }
  }

  @AfterEach
  void stop() throws IOException {
    plugin.close();
    lab.close();
  }

  @Test
  void aPluginMakesTheInterfaces() {
    lab.network(spec("wires", "default", List.of(Subnet.of("10.44.0.0/16", "")), Map.of("o", "!")));
    Container one = lab.containerIn("net", "one");

    assertThat(one.endpoint().macAddress()).isEqualTo(TestPlugin.MAC);
    assertThat(one.endpoint().containerInterface()).isEqualTo("plug0");
    assertThat(one.address()).isEqualTo("10.44.0.2");
    assertThat(one.namespace().call(NetworkPluginIT::hardwareAddress)).isEqualTo(TestPlugin.MAC);
    assertThat(one.namespace().call(() -> Files.readString(Path.of("/proc/thread-self/net/route"))))
        .contains("plug0\t00000000\t09002C0A");

    lab.remove(one);
    lab.host.run(() -> lab.networks().remove("net"));
    assertThat(plugin.calls)
        .containsExactly(
            "Plugin.Activate",
            "NetworkDriver.CreateNetwork !",
            "NetworkDriver.CreateEndpoint",
            "NetworkDriver.Join",
            "NetworkDriver.Leave",
            "NetworkDriver.DeleteEndpoint",
            "NetworkDriver.DeleteNetwork");
  }

  @Test
  void aPluginGivesTheAddresses() {
    NetworkInfo net = lab.network(spec("bridge", "wires", List.of(), Map.of()));
    Container one = lab.containerIn("net", "one");

    assertThat(net.ipam().getFirst().subnet()).isEqualTo("10.55.0.0/16");
    assertThat(net.ipam().getFirst().shownGateway()).isEqualTo("10.55.0.10");
    assertThat(one.address()).isEqualTo("10.55.0.11");
    assertThatThrownBy(() ->
            lab.networks()
                .connect("net", EndpointRequest.of("x", "x").withAddresses("10.55.0.66", "")))
        .hasMessageContaining("taken");

    lab.restart(List.of(new Networks.LiveEndpoint(one.endpoint(), List.of())));
    lab.remove(one);
    lab.host.run(() -> lab.networks().remove("net"));
    assertThat(plugin.calls)
        .endsWith(
            "IpamDriver.ReleaseAddress", "IpamDriver.ReleaseAddress", "IpamDriver.ReleasePool");
  }

  @Test
  void aNetworkMayHaveNoAddressesAtAll() {
    NetworkInfo net = lab.network(spec("wires", "null", List.of(), Map.of()));

    assertThat(net.ipam().getFirst().subnet()).isEqualTo("0.0.0.0/0");
    assertThat(net.ipam().getFirst().shownGateway()).isEmpty();
    assertThat(lab.network(NetworkSpec.of("other")).ipam()).hasSize(1);
    assertThat(lab.networks().connect("net", EndpointRequest.of("x", "x")).addresses()).isEmpty();
  }

  @Test
  void aPluginThatIsNotThereIsRefusedAndOneThatWentKeepsNothing() throws IOException {
    assertThatThrownBy(() -> lab.network(spec("nobody", "default", List.of(), Map.of())))
        .hasMessage("plugin \"nobody\" not found");
    lab.network(spec("wires", "default", List.of(), Map.of()));
    plugin.close();

    lab.restart(List.of());
    lab.host.run(() -> lab.networks().remove("net"));
    assertThat(lab.networks().find("net")).isEmpty();
  }

  private static String hardwareAddress() {
    try (var rtnetlink = new Rtnetlink()) {
      return rtnetlink.link("plug0").orElseThrow().mac();
    }
  }

  private static NetworkSpec spec(
      String driver, String ipam, List<Subnet> subnets, Map<String, String> options) {
    return new NetworkSpec(
        "net",
        driver,
        true,
        false,
        new NetworkSpec.Ipam(ipam, null, subnets),
        false,
        false,
        false,
        "",
        options,
        Map.of());
  }
}
