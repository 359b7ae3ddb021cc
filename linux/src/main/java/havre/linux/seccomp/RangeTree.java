package havre.linux.seccomp;

import havre.linux.seccomp.BpfAssembler.Test;
import havre.linux.seccomp.CallOutcome.Checked;
import havre.linux.seccomp.CallOutcome.Constant;
import havre.linux.seccomp.Segment.Exceptional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The comparisons that find the outcome of a call's number, which lies in the accumulator.
final class RangeTree {
  private final BpfAssembler assembler;
  private final CheckAssembler checks;
  private final List<Segment> segments;
  private final Map<CallOutcome, Integer> checked = new HashMap<>();

  RangeTree(BpfAssembler assembler, CheckAssembler checks, List<Segment> segments) {
    this.assembler = assembler;
    this.checks = checks;
    this.segments = segments;
  }

  /// @return where the tree starts
  int assemble() {
    return assemble(0, segments.size());
  }

  private int assemble(int from, int to) {
    if (to - from == 1) {
      return leaf(segments.get(from));
    }
    int middle = (from + to) / 2;
    int upper = assemble(middle, to);
    int lower = assemble(from, middle);
    int start = segments.get(middle).start();
    return assembler.branch(Test.GREATER_OR_EQUAL, start, upper, lower);
  }

  private int leaf(Segment segment) {
    int next = outcome(segment.outcome());
    for (Exceptional exception : segment.exceptions()) {
      int target = outcome(exception.outcome());
      next = assembler.branch(Test.EQUAL, exception.number(), target, next);
    }
    return next;
  }

  private int outcome(CallOutcome outcome) {
    return switch (outcome) {
      case Constant constant -> assembler.returning(constant.action());
      case Checked conditional -> {
        Integer known = checked.get(conditional);
        if (known == null) {
          known = checks.assemble(conditional);
          checked.put(conditional, known);
        }
        yield known;
      }
    };
  }
}
