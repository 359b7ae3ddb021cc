package havre.build.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepsInWorkTest {
  private final StepsInWork inWork = new StepsInWork();
  private final BuildCancellation cancellation = new BuildCancellation();

  @Test
  void letsOneDoAStep() throws Exception {
    inWork.begin("step", cancellation);
    inWork.begin("other", cancellation);
    var second = CompletableFuture.runAsync(() -> inWork.begin("step", cancellation));
    assertThat(second).isNotDone();
    inWork.end("step");
    assertThat(second.get(30, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void stopsWaitingWhenTheBuildIsCancelled() {
    inWork.begin("step", new BuildCancellation());
    var second = CompletableFuture.runAsync(() -> inWork.begin("step", cancellation));
    cancellation.cancel();
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .hasMessageContaining("Build cancelled");
  }
}
