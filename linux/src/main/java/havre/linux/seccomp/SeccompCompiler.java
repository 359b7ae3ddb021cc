package havre.linux.seccomp;

import havre.linux.seccomp.BpfAssembler.Test;
import havre.linux.seccomp.CallOutcome.Constant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Compiles a policy to a filter.
///
/// For each audit architecture the numbers of calls fall into ranges with the same outcome, which a
/// binary tree of comparisons tells apart: some eight steps a call, and a program a third as long
/// as one that lists every call. Arguments are loaded only for calls whose outcome depends on them,
/// so that the kernel can remember the answers to all others.
///
/// A call newer than the newest one named by the policy answers ENOSYS instead of the default, so
/// that a libc falls back to what it used before; where calls pass by default, it passes too.
public final class SeccompCompiler {
  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int X32_BIT = 0x40000000;
  private static final int ENOSYS = 38;
  private static final SeccompAction NOT_IMPLEMENTED = SeccompAction.errno(ENOSYS);
  private static final SeccompAction FOREIGN = SeccompAction.KILL_THREAD;

  private final SeccompPolicy policy;
  private final BpfAssembler assembler = new BpfAssembler();
  private final CheckAssembler checks = new CheckAssembler(assembler);

  private SeccompCompiler(SeccompPolicy policy) {
    this.policy = policy;
  }

  /// @throws IllegalArgumentException when the filter would be longer than the kernel takes
  public static SeccompFilter compile(SeccompPolicy policy) {
    return new SeccompCompiler(policy).compile();
  }

  private SeccompFilter compile() {
    var auditNumbers = new LinkedHashSet<Integer>();
    policy.arches().forEach(arch -> auditNumbers.add(arch.auditNumber()));
    int next = assembler.returning(FOREIGN);
    for (int audit : new ArrayList<>(auditNumbers).reversed()) {
      tree(ranges(audit));
      int start = assembler.load(NUMBER);
      next = assembler.branch(Test.EQUAL, audit, start, next);
    }
    assembler.continueAt(next);
    assembler.load(ARCHITECTURE);
    return new SeccompFilter(assembler.program(), policy.flags());
  }

  /// The outcomes of all call numbers, each keyed by the first number of its range; unsigned.
  private NavigableMap<Integer, CallOutcome> ranges(int audit) {
    var ranges = new TreeMap<Integer, CallOutcome>(Integer::compareUnsigned);
    if (audit != SeccompArch.X32.auditNumber()) {
      for (SeccompArch arch : policy.arches()) {
        if (arch.auditNumber() == audit) {
          add(ranges, ArchRules.of(policy, arch), 0);
        }
      }
      return merged(ranges);
    }
    addOrRefuse(ranges, SeccompArch.X86_64, 0);
    addOrRefuse(ranges, SeccompArch.X32, X32_BIT);
    return merged(ranges);
  }

  private void addOrRefuse(
      NavigableMap<Integer, CallOutcome> ranges, SeccompArch arch, int firstNumber) {
    if (policy.arches().contains(arch)) {
      add(ranges, ArchRules.of(policy, arch), firstNumber);
    } else if (firstNumber != 0 && !policy.defaultAction().letsPass()) {
      ranges.put(firstNumber, new Constant(unknown()));
    } else {
      ranges.put(firstNumber, new Constant(FOREIGN));
      ranges.put(-1, new Constant(policy.defaultAction()));
    }
  }

  private void add(NavigableMap<Integer, CallOutcome> ranges, ArchRules rules, int firstNumber) {
    var fallback = new Constant(policy.defaultAction());
    ranges.put(firstNumber, fallback);
    rules
        .outcomes()
        .forEach((number, outcome) -> {
          ranges.put(number, outcome);
          ranges.putIfAbsent(number + 1, fallback);
        });
    if (rules.newest() >= firstNumber) {
      ranges.put(rules.newest() + 1, new Constant(unknown()));
    }
  }

  /// The action for calls that nobody knew when the policy was written.
  private SeccompAction unknown() {
    return policy.defaultAction().letsPass() ? policy.defaultAction() : NOT_IMPLEMENTED;
  }

  private static NavigableMap<Integer, CallOutcome> merged(
      NavigableMap<Integer, CallOutcome> ranges) {
    var merged = new TreeMap<Integer, CallOutcome>(ranges.comparator());
    ranges.forEach((start, outcome) -> {
      if (merged.isEmpty() || !merged.lastEntry().getValue().equals(outcome)) {
        merged.put(start, outcome);
      }
    });
    return merged;
  }

  private void tree(NavigableMap<Integer, CallOutcome> ranges) {
    assembler.continueAt(new RangeTree(assembler, checks, Segment.of(ranges)).assemble());
  }
}
