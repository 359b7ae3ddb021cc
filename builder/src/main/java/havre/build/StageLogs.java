package havre.build;

import havre.build.step.BuildLog;
import havre.build.step.BuildStep;
import havre.build.step.StepLog;
import havre.common.Digest;
import havre.images.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The texts of stages that are built side by side, one after the other: the earliest stage that is
/// not finished is heard at once, the later ones when it is their turn. Thread-safe.
final class StageLogs {
  private static final int LIMIT = 2 * 1024 * 1024;
  private static final String CLIPPED = "\n[output clipped, log limit 2MiB reached]\n";

  private final BuildLog target;
  private final List<StageLog> logs = new ArrayList<>();
  private int turn;

  StageLogs(BuildLog target, int stages) {
    this.target = target;
    for (int i = 0; i < stages; i++) {
      logs.add(new StageLog());
    }
    advance();
  }

  /// The log of a stage, counted from 0.
  StageLog of(int stage) {
    return logs.get(stage);
  }

  private synchronized void advance() {
    while (turn < logs.size()) {
      StageLog log = logs.get(turn);
      log.becomeLive();
      if (!log.finished) {
        return;
      }
      turn++;
    }
  }

  private synchronized void send(StageLog from, int weight, Runnable message) {
    if (from.live) {
      message.run();
    } else {
      from.keep(weight, message);
    }
  }

  /// What one stage says.
  final class StageLog implements BuildLog {
    private final List<Runnable> kept = new ArrayList<>();
    private int size;
    private boolean live;
    private boolean finished;

    private void keep(int weight, Runnable message) {
      if (size > LIMIT) {
        return;
      }
      size += weight;
      kept.add(size > LIMIT ? () -> target.text(CLIPPED) : message);
    }

    private void becomeLive() {
      live = true;
      kept.forEach(Runnable::run);
      kept.clear();
    }

    /// Nothing more comes from this stage.
    void finish() {
      synchronized (StageLogs.this) {
        finished = true;
        advance();
      }
    }

    /// Lets everything that was said be heard, out of turn: this stage has failed.
    void interrupt() {
      synchronized (StageLogs.this) {
        becomeLive();
      }
    }

    @Override
    public void text(String text) {
      send(this, text.length(), () -> target.text(text));
    }

    @Override
    public void image(Digest id) {
      send(this, 0, () -> target.image(id));
    }

    @Override
    public Progress progress() {
      Progress progress = target.progress();
      return new Progress() {
        @Override
        public void stream(String text) {
          send(StageLog.this, text.length(), () -> progress.stream(text));
        }

        @Override
        public void status(@Nullable String id, String status, long current, long total) {
          send(StageLog.this, status.length(), () -> progress.status(id, status, current, total));
        }
      };
    }

    /// Who watches single steps tells them apart himself.
    @Override
    public StepLog begin(BuildStep step) {
      StepLog watched = target.begin(step);
      return watched instanceof Printed ? new Printed(this) : watched;
    }
  }
}
