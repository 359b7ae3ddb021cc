package havre.linux.seccomp;

import havre.linux.seccomp.CallOutcome.Check;
import havre.linux.seccomp.CallOutcome.Checked;
import havre.linux.seccomp.CallOutcome.Constant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Collects what a policy says about each call of one architecture, with the meaning libseccomp and
/// runc give to rules: a rule without conditions beats those with, the first of two such rules
/// wins, one with the default action says nothing, and conditions on the same argument are
/// alternatives.
final class ArchRules {
  private final SeccompPolicy policy;
  private final SeccompArch arch;
  private final SyscallTable table;
  private final Map<Integer, List<Check>> calls = new LinkedHashMap<>();
  private int newest = -1;

  private ArchRules(SeccompPolicy policy, SeccompArch arch) {
    this.policy = policy;
    this.arch = arch;
    this.table = SyscallTable.of(arch);
  }

  static ArchRules of(SeccompPolicy policy, SeccompArch arch) {
    var rules = new ArchRules(policy, arch);
    policy.rules().forEach(rules::add);
    return rules;
  }

  /// The greatest number among the named calls; negative when none is named.
  int newest() {
    return newest;
  }

  SortedMap<Integer, CallOutcome> outcomes() {
    var outcomes = new TreeMap<Integer, CallOutcome>();
    calls.forEach((number, checks) -> {
      CallOutcome outcome =
          checks.getFirst().conditions().isEmpty()
              ? new Constant(checks.getFirst().action())
              : new Checked(checks, policy.defaultAction(), arch.wideArguments());
      outcomes.put(number, outcome);
    });
    return outcomes;
  }

  private void add(SyscallRule rule) {
    for (String name : rule.names()) {
      table
          .number(name)
          .ifPresent(number -> {
            newest = Math.max(newest, number);
            add(number, rule.action(), rule.conditions());
          });
      if (arch == SeccompArch.X86) {
        MultiplexedCall.find(name)
            .ifPresent(call ->
                add(
                    table.number(call.carrier()).orElseThrow(),
                    rule.action(),
                    call.conditions(rule.conditions())));
      }
    }
  }

  private void add(int number, SeccompAction action, List<ArgumentCondition> conditions) {
    if (action.equals(policy.defaultAction())) {
      return;
    }
    List<Check> checks = calls.computeIfAbsent(number, key -> new ArrayList<>());
    if (!checks.isEmpty() && checks.getFirst().conditions().isEmpty()) {
      return;
    }
    if (conditions.isEmpty()) {
      checks.clear();
      checks.add(new Check(List.of(), action));
    } else if (repeatsArgument(conditions)) {
      conditions.forEach(condition -> checks.add(new Check(List.of(condition), action)));
    } else {
      checks.add(new Check(conditions, action));
    }
  }

  private static boolean repeatsArgument(List<ArgumentCondition> conditions) {
    var seen = new HashSet<Integer>();
    return !conditions.stream().allMatch(condition -> seen.add(condition.argument()));
  }
}
