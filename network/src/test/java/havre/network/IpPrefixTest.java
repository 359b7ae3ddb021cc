package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

  @ParameterizedTest
  @ValueSource(strings = {"172.17.0.1", "172.17.0.1/33", "host/8", "::/129", "1.2.3/8", "/8", ""})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(HavreException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "172.17.5.1/16, 172.17.0.0/16",
    "10.0.0.255/25, 10.0.0.128/25",
    "fd00:1:2::5/32, fd00:1::/32",
    "0.0.0.0/0, 0.0.0.0/0"
  })
  void knowsItsNetwork(String text, String network) {
    assertThat(IpPrefix.parse(text).network()).hasToString(network);
  }

  @Test
  void knowsWhatItOverlaps() {
    IpPrefix prefix = IpPrefix.parse("172.16.0.0/12");
    assertThat(prefix.overlaps(IpPrefix.parse("172.17.0.0/16"))).isTrue();
    assertThat(IpPrefix.parse("172.17.0.0/16").overlaps(prefix)).isTrue();
    assertThat(prefix.overlaps(IpPrefix.parse("172.32.0.0/16"))).isFalse();
    assertThat(prefix.overlaps(IpPrefix.parse("::/0"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fd00:0:0:0:0:0:0:0, fd00::",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7"
  })
  void writesIpv6InItsShortestForm(String text, String shortest) {
    assertThat(IpAddresses.format(IpAddresses.parse(text))).isEqualTo(shortest);
  }
}
