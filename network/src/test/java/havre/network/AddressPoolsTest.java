package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressPoolsTest {

  @Test
  void startsWithDockersFirstSubnet() {
    assertThat(choose()).contains(IpPrefix.parse("172.17.0.0/16"));
  }

  @Test
  void passesOverWhatIsInUse() {
    assertThat(choose("172.17.42.0/24")).contains(IpPrefix.parse("172.18.0.0/16"));
    assertThat(choose("172.16.0.0/12")).contains(IpPrefix.parse("192.168.0.0/20"));
    assertThat(choose("172.16.0.0/12", "192.168.0.0/19", "fd00::/8"))
        .contains(IpPrefix.parse("192.168.32.0/20"));
  }

  @Test
  void goesOnWithSmallOnesWhenDockersHaveRunOut() {
    var pools = new AddressPools(AddressPools.DEFAULTS);
    var inUse = new ArrayList<IpPrefix>();
    for (int i = 0; i < 150; i++) {
      inUse.add(pools.choose(inUse).orElseThrow());
    }
    assertThat(inUse).doesNotHaveDuplicates();
    assertThat(inUse.subList(0, 31)).allMatch(subnet -> subnet.length() <= 20);
    assertThat(inUse.subList(31, 150)).allMatch(subnet -> subnet.length() == 24);
  }

  @Test
  void tellsWhenAllAreTaken() {
    var pools = new AddressPools(List.of(new AddressPool(IpPrefix.parse("10.0.0.0/23"), 24)));
    assertThat(pools.choose(List.of(IpPrefix.parse("10.0.0.0/24"), IpPrefix.parse("10.0.1.0/24"))))
        .isEmpty();
  }

  @Test
  void refusesSubnetsLargerThanThePool() {
    IpPrefix base = IpPrefix.parse("10.0.0.0/24");
    assertThatThrownBy(() -> new AddressPool(base, 16)).isInstanceOf(HavreException.class);
  }

  private static Optional<IpPrefix> choose(String... inUse) {
    List<IpPrefix> prefixes = List.of(inUse).stream().map(IpPrefix::parse).toList();
    return new AddressPools(AddressPools.DEFAULTS).choose(prefixes);
  }
}
