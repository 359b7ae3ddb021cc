package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressAllocatorTest {

  @Test
  void givesOutAddressesInOrderButTheGatewayAndTheEnds() {
    var allocator = allocator("10.0.0.0/29");
    allocator.reserve(IpAddresses.parse("10.0.0.1"));

    for (int i = 2; i <= 6; i++) {
      assertThat(next(allocator)).isEqualTo("10.0.0." + i);
    }
    assertThat(allocator.allocate()).isEmpty();
  }

  @Test
  void givesAFreedAddressAgainOnlyAfterAllOthers() {
    var allocator = allocator("10.0.0.0/29");
    String first = next(allocator);
    allocator.release(IpAddresses.parse(first));

    for (int i = 2; i <= 6; i++) {
      assertThat(next(allocator)).isEqualTo("10.0.0." + i);
    }
    assertThat(next(allocator)).isEqualTo(first);
  }

  @Test
  void keepsToTheRangeWithinTheSubnet() {
    var allocator =
        new AddressAllocator(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("10.0.5.0/30"));

    assertThat(next(allocator)).isEqualTo("10.0.5.0");
    assertThat(next(allocator)).isEqualTo("10.0.5.1");
  }

  @Test
  void goesOnBehindWhatARestartReserved() {
    var allocator = allocator("10.0.0.0/24");
    assertThat(allocator.reserve(IpAddresses.parse("10.0.0.7"))).isTrue();
    assertThat(allocator.reserve(IpAddresses.parse("10.0.0.7"))).isFalse();

    assertThat(next(allocator)).isEqualTo("10.0.0.8");
  }

  @Test
  void servesLargeIpv6Subnets() {
    assertThat(next(allocator("fd00:1::/64"))).isEqualTo("fd00:1::1");
    assertThat(next(allocator("fd00:1::/48"))).isEqualTo("fd00:1::1");
  }

  @Test
  void servesTheEndsOfLargeIpv6Subnets() {
    String host = "ffff:ffff:ffff:fffe";
    var last =
        new AddressAllocator(
            IpPrefix.parse("fd00:1::/56"), IpPrefix.parse("fd00:1:0:aa:" + host + "/127"));
    assertThat(next(last)).isEqualTo("fd00:1:0:aa:" + host);
    assertThat(next(last)).isEqualTo("fd00:1:0:aa:ffff:ffff:ffff:ffff");
    assertThat(last.allocate()).isEmpty();
    assertThat(last.reserve(IpAddresses.parse("fd00:1:0:ff::1"))).isTrue();
  }

  @Test
  void aSubnetOfTwoHasNoOthers() {
    var pair = allocator("10.0.0.6/31");
    assertThat(next(pair)).isEqualTo("10.0.0.6");
    assertThat(next(pair)).isEqualTo("10.0.0.7");
    assertThat(pair.allocate()).isEmpty();
  }

  @Test
  void neverGivesAnAddressTwiceAtOnce() {
    var allocator = allocator("10.0.0.0/22");
    Set<InetAddress> given = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 1022)
        .parallel()
        .forEach(_ -> assertThat(given.add(allocator.allocate().orElseThrow())).isTrue());

    assertThat(allocator.allocate()).isEmpty();
  }

  private static AddressAllocator allocator(String subnet) {
    return new AddressAllocator(IpPrefix.parse(subnet), IpPrefix.parse(subnet));
  }

  private static String next(AddressAllocator allocator) {
    return IpAddresses.format(allocator.allocate().orElseThrow());
  }
}
