package havre.network;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.plugin.PluginSockets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
  private static final NetworkPlugins PLUGINS =
      new NetworkPlugins(new PluginSockets(Path.of("/nonexistent"), List.of()));

  @Test
  void aSubnetHasNoBitsOfAHost() {
    assertThatThrownBy(() -> NetworkRules.check(network("10.9.0.1/16"), PLUGINS))
        .hasMessage(
            "invalid network config:\ninvalid subnet 10.9.0.1/16: it should be 10.9.0.0/16");
  }

  @Test
  void aSubnetOfIpv6IsNotLookedAtWhereThereIsNone() {
    assertThatCode(() -> NetworkRules.check(network("2001:389::1/64"), PLUGINS))
        .doesNotThrowAnyException();
  }

  private static NetworkSpec network(String subnet) {
    return NetworkSpec.of("front")
        .withSubnets(List.of(new Subnet(subnet, "", "", Map.of(), Subnet.Origin.GIVEN)));
  }
}
