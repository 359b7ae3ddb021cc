package havre.network;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
  @Test
  void aSubnetHasNoBitsOfAHost() {
    assertThatThrownBy(() -> NetworkRules.check(network("10.9.0.1/16")))
        .hasMessage(
            "invalid network config:\ninvalid subnet 10.9.0.1/16: it should be 10.9.0.0/16");
  }

  @Test
  void aSubnetOfIpv6IsNotLookedAtWhereThereIsNone() {
    assertThatCode(() -> NetworkRules.check(network("2001:389::1/64"))).doesNotThrowAnyException();
  }

  private static NetworkSpec network(String subnet) {
    return NetworkSpec.of("front")
        .withSubnets(List.of(new Subnet(subnet, "", "", Map.of(), Subnet.Origin.GIVEN)));
  }
}
