package havre.linux.seccomp;

import havre.linux.seccomp.BpfAssembler.Test;
import havre.linux.seccomp.CallOutcome.Check;
import havre.linux.seccomp.CallOutcome.Checked;
import java.util.List;

/// Assembles the checks of arguments. `seccomp_data` holds an argument as 64 bits, of which BPF
/// sees two halves of 32, compared one after the other.
final class CheckAssembler {
  private static final int ARGUMENTS = 16;
  private static final int HALF = 4;

  private final BpfAssembler assembler;

  CheckAssembler(BpfAssembler assembler) {
    this.assembler = assembler;
  }

  /// Assembles all checks of a call.
  ///
  /// @return where they start
  int assemble(Checked outcome) {
    List<Check> checks = outcome.checks();
    int next = assembler.returning(outcome.fallback());
    int last = checks.size() - 1;
    while (last >= 0) {
      int first = last;
      while (first > 0 && isAlternative(checks.get(first - 1), checks.get(last))) {
        first--;
      }
      List<Check> group = checks.subList(first, last + 1);
      next =
          group.size() > 1
              ? alternatives(group, outcome.wide(), next)
              : check(group.getFirst(), outcome.wide(), next);
      last = first - 1;
    }
    return next;
  }

  /// Whether two checks differ only in the lower half of the value that one argument must equal.
  private static boolean isAlternative(Check one, Check other) {
    if (one.conditions().size() != 1
        || other.conditions().size() != 1
        || !one.action().equals(other.action())) {
      return false;
    }
    ArgumentCondition a = one.conditions().getFirst();
    ArgumentCondition b = other.conditions().getFirst();
    return a.comparison() == Comparison.EQUAL
        && b.comparison() == Comparison.EQUAL
        && a.argument() == b.argument()
        && high(a.value()) == high(b.value());
  }

  private int alternatives(List<Check> checks, boolean wide, int otherwise) {
    int matched = assembler.returning(checks.getFirst().action());
    ArgumentCondition first = checks.getFirst().conditions().getFirst();
    int next = otherwise;
    for (Check check : checks.reversed()) {
      int value = low(check.conditions().getFirst().value());
      next = assembler.branch(Test.EQUAL, value, matched, next);
    }
    int lower = assembler.load(lowOffset(first));
    if (!wide) {
      return lower;
    }
    assembler.branch(Test.EQUAL, high(first.value()), lower, otherwise);
    return assembler.load(highOffset(first));
  }

  private int check(Check check, boolean wide, int otherwise) {
    int next = assembler.returning(check.action());
    for (ArgumentCondition condition : check.conditions().reversed()) {
      next = condition(condition, wide, next, otherwise);
    }
    return next;
  }

  private int condition(ArgumentCondition condition, boolean wide, int met, int unmet) {
    return switch (condition.comparison()) {
      case EQUAL, MASKED_EQUAL -> equal(condition, wide, met, unmet);
      case NOT_EQUAL -> equal(condition, wide, unmet, met);
      case GREATER -> above(Test.GREATER, condition, wide, met, unmet);
      case LESS_OR_EQUAL -> above(Test.GREATER, condition, wide, unmet, met);
      case GREATER_OR_EQUAL -> above(Test.GREATER_OR_EQUAL, condition, wide, met, unmet);
      case LESS -> above(Test.GREATER_OR_EQUAL, condition, wide, unmet, met);
    };
  }

  private int equal(ArgumentCondition condition, boolean wide, int met, int unmet) {
    long value = condition.value() & condition.mask();
    int next = met;
    if (low(condition.mask()) != 0) {
      next = half(lowOffset(condition), low(condition.mask()), low(value), met, unmet);
    }
    if (wide && high(condition.mask()) != 0) {
      next = half(highOffset(condition), high(condition.mask()), high(value), next, unmet);
    }
    return next;
  }

  private int half(int offset, int mask, int value, int met, int unmet) {
    assembler.branch(Test.EQUAL, value, met, unmet);
    if (mask != -1) {
      assembler.and(mask);
    }
    return assembler.load(offset);
  }

  private int above(Test test, ArgumentCondition condition, boolean wide, int met, int unmet) {
    assembler.branch(test, low(condition.value()), met, unmet);
    int lower = assembler.load(lowOffset(condition));
    if (!wide) {
      return lower;
    }
    int high = high(condition.value());
    int sameHigh = assembler.branch(Test.EQUAL, high, lower, high == 0 ? met : unmet);
    if (high != 0) {
      assembler.branch(Test.GREATER, high, met, sameHigh);
    }
    return assembler.load(highOffset(condition));
  }

  private static int lowOffset(ArgumentCondition condition) {
    return ARGUMENTS + condition.argument() * 2 * HALF;
  }

  private static int highOffset(ArgumentCondition condition) {
    return lowOffset(condition) + HALF;
  }

  private static int low(long value) {
    return (int) value;
  }

  private static int high(long value) {
    return (int) (value >>> Integer.SIZE);
  }
}
