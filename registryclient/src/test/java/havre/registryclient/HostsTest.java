package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which registries may do without TLS, and which requests without a proxy.
class HostsTest {
  private final Hosts hosts = new Hosts(List.of("plain.example:5000", "10.1.0.0/16", "fd00::/8"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "127.0.0.1:5000",
        "127.9.8.7",
        "[::1]:5000",
        "plain.example:5000",
        "10.1.2.3",
        "10.1.2.3:443",
        "[fd12::1]:5000"
      })
  void mayDoWithoutTls(String host) {
    assertThat(hosts.isInsecure(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.example",
        "other.example:5000",
        "10.2.2.3",
        "128.0.0.1",
        "[fe80::1]",
        "localhost.example",
        "127.0.0.1.example",
        "registry-1.docker.io"
      })
  void mustHaveTls(String host) {
    assertThat(hosts.isInsecure(host)).isFalse();
  }

  @Test
  void asksTheHubForTheHubsImages() {
    assertThat(Hosts.serving("docker.io")).isEqualTo("registry-1.docker.io");
    assertThat(Hosts.serving("example.org:5000")).isEqualTo("example.org:5000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost:5000",
        "http://127.0.0.1",
        "https://a.inner.example",
        "https://exact.example:8443",
        "https://10.3.0.1"
      })
  void goesDirectly(String uri) {
    assertThat(proxy(uri)).isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://inner.example",
        "https://outer.example",
        "https://exact.example",
        "https://notinner.example"
      })
  void goesThroughTheProxy(String uri) {
    assertThat(proxy(uri).address().toString()).contains("proxy.example").endsWith(":3128");
  }

  private static Proxy proxy(String uri) {
    var proxies =
        new Proxies(
            "", "http://proxy.example:3128", ".inner.example,exact.example:8443,10.3.0.0/24");
    return proxies.selector().select(URI.create(uri)).getFirst();
  }
}
