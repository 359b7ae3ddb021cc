package havre.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpositionTest {
  @Test
  void writesPrometheusText() {
    var page =
        new Exposition()
            .describe("a_bytes", "gauge", "How much")
            .describe("a_bytes", "gauge", "How much")
            .sample("a_bytes", Map.of(), 5)
            .sample("a_bytes", Map.of("name", "x\"y"), 0.5);
    assertThat(page.toString())
        .isEqualTo(
            """
            # HELP a_bytes How much
            # TYPE a_bytes gauge
            a_bytes 5
            a_bytes{name="x\\"y"} 0.5
            """);
  }

  @Test
  void knowsContainersActions() {
    assertThat(ActionTimes.action("POST", "/v1.51/containers/create")).contains("create");
    assertThat(ActionTimes.action("POST", "/containers/a/start")).contains("start");
    assertThat(ActionTimes.action("DELETE", "/v1.40/containers/a")).contains("delete");
    assertThat(ActionTimes.action("GET", "/containers/json")).isEmpty();
    assertThat(ActionTimes.action("GET", "/containers/a/changes")).contains("changes");
  }
}
