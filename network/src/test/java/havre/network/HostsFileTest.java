package havre.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.network.HostsFile.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostsFileTest {
  private static final String GATEWAY = "172.17.0.1";

  @Test
  void writesLoopbackThenExtraThenOwn() {
    List<Entry> extra = List.of(parse("a:1.2.3.4"), parse("b:host-gateway"), parse("c:::1"));
    List<Entry> own = HostsFile.own(endpoint(), "my", "dom.tld");

    assertThat(HostsFile.content(extra, own))
        .isEqualTo(
            """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            ff00::0\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            1.2.3.4\ta
            172.17.0.1\tb
            ::1\tc
            172.17.0.4\tmy.dom.tld my
            """);
  }

  @Test
  void saysNothingOfIpv6WhereThereIsNone() {
    assertThat(HostsFile.content(List.of(), List.of(new Entry("172.17.0.4", "me")), false))
        .isEqualTo("127.0.0.1\tlocalhost\n172.17.0.4\tme\n");
  }

  @Test
  void aHostNameWithoutDomainStandsAlone() {
    assertThat(HostsFile.own(endpoint(), "0bde58a840c6", ""))
        .containsExactly(new Entry("172.17.0.4", "0bde58a840c6"));
  }

  @Test
  void readsBothForms() {
    assertThat(parse("a=[::1]")).isEqualTo(new Entry("::1", "a"));
    assertThatThrownBy(() -> parse("nonsense"))
        .isInstanceOf(HavreException.class)
        .hasMessage("bad format for add-host: \"nonsense\"");
    assertThatThrownBy(() -> parse("a:b")).hasMessage("invalid IP address in add-host: \"b\"");
  }

  @Test
  void losesTheEntriesOfALink() {
    assertThat(
            HostsFile.withoutName(
                "127.0.0.1\tlocalhost\n172.17.0.2\tstore 0bde58a840c6 db\n172.17.0.3\tdb\n",
                "store"))
        .isEqualTo("127.0.0.1\tlocalhost\n172.17.0.3\tdb\n");
  }

  @Test
  void hostnameFileHasTheFullName() {
    assertThat(HostnameFile.content("my", "dom.tld")).isEqualTo("my.dom.tld\n");
    assertThat(HostnameFile.content("web", "")).isEqualTo("web\n");
  }

  private static Entry parse(String text) {
    return Entry.parse(text, GATEWAY);
  }

  private static Endpoint endpoint() {
    return new Endpoint(
        "e".repeat(64),
        "n".repeat(64),
        "bridge",
        "c".repeat(64),
        "web",
        "02:42:ac:11:00:04",
        new InterfaceAddress("172.17.0.4", 16, GATEWAY),
        null,
        List.of(),
        "vethheeeeeeeeee",
        100,
        "eth0",
        1500,
        0,
        List.of(),
        Map.of());
  }
}
