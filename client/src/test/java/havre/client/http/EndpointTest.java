package havre.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "unix:///a/b.sock, unix:///a/b.sock",
    "/a/b.sock, unix:///a/b.sock",
    "tcp://1.2.3.4:99, tcp://1.2.3.4:99",
    "tcp://host, tcp://host:2375",
    "1.2.3.4:5, tcp://1.2.3.4:5",
    "tcp://:77, tcp://127.0.0.1:77",
    "tcp://[::1]:88, tcp://::1:88",
    "tcp://host:1/path, tcp://host:1",
    "http://host:1, tcp://host:1",
  })
  void readsHosts(String text, String wanted) {
    assertThat(Endpoint.parse(text, null)).hasToString(wanted);
  }

  @Test
  void refusesOthers() {
    for (String host : new String[] {"ftp://x", "", "unix", "npipe:////./pipe/x"}) {
      assertThatThrownBy(() -> Endpoint.parse(host, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("invalid bind address format: " + host);
    }
    assertThatThrownBy(() -> Endpoint.parse("tcp://host:port", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
