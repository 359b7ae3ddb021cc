package havre.build;

import havre.build.dockerfile.Instruction;
import havre.build.step.BuildLog;

/// Counts the steps of a build as the classic builder shows them. Used by one thread.
final class StepNumbers {
  private final BuildLog log;
  private final int total;
  private int step;

  StepNumbers(BuildLog log, int total) {
    this(log, total, 0);
  }

  /// @param done how many come before
  StepNumbers(BuildLog log, int total, int done) {
    this.log = log;
    this.total = total;
    this.step = done;
  }

  void announce(Instruction instruction) {
    log.text("Step %d/%d : %s\n".formatted(++step, total, instruction.text()));
  }
}
