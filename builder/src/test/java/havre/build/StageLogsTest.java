package havre.build;

import static org.assertj.core.api.Assertions.assertThat;

import havre.build.step.BuildLog;
import havre.common.Digest;
import org.junit.jupiter.api.Test;

class StageLogsTest {
  private final StringBuilder heard = new StringBuilder();
  private final StageLogs logs =
      new StageLogs(
          new BuildLog() {
            @Override
            public void text(String text) {
              heard.append(text);
            }

            @Override
            public void image(Digest id) {
              heard.append('#');
            }
          },
          3);

  @Test
  void tellsStagesInTheirOrder() {
    logs.of(2).text("c");
    logs.of(2).finish();
    logs.of(0).text("a");
    logs.of(1).text("b");
    assertThat(heard).hasToString("a");
    logs.of(0).image(Digest.sha256(new byte[0]));
    logs.of(0).finish();
    assertThat(heard).hasToString("a#b");
    logs.of(1).finish();
    assertThat(heard).hasToString("a#bc");
  }

  @Test
  void letsAFailureBeHeardOutOfTurn() {
    logs.of(0).text("a");
    logs.of(1).text("b");
    logs.of(2).text("c");
    logs.of(2).interrupt();
    assertThat(heard).hasToString("ac");
  }

  @Test
  void clipsWhatWaitsForItsTurn() {
    String block = "x".repeat(1024 * 1024);
    for (int i = 0; i < 5; i++) {
      logs.of(1).text(block);
    }
    logs.of(0).finish();
    assertThat(heard)
        .hasSizeLessThan(3 * 1024 * 1024)
        .endsWith("[output clipped, log limit 2MiB reached]\n");
  }
}
