package havre.linux.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Asks our filter and libseccomp's the same questions: every call number of every architecture,
/// with arguments on both sides of every value that the policy compares with.
public final class SeccompAgreement {
  private static final int HIGHEST = 600;
  private static final int X32_BIT = 0x40000000;

  private SeccompAgreement() {}

  public static void check(SeccompPolicy policy, LibSeccomp reference) {
    var ours = new BpfMachine(SeccompCompiler.compile(policy).program());
    var theirs = new BpfMachine(reference.compile(policy));
    List<long[]> arguments = arguments(policy);
    for (SeccompArch arch : SeccompArch.values()) {
      int bit = arch == SeccompArch.X32 ? X32_BIT : 0;
      int newest = newest(policy, arch);
      for (int number = bit; number <= bit + HIGHEST; number++) {
        for (long[] values : arguments) {
          int expected = theirs.run(arch.auditNumber(), number, values);
          if (newest >= 0 && number > newest && restricts(policy)) {
            expected = SeccompAction.errno(38).value();
          }
          int actual = ours.run(arch.auditNumber(), number, values);
          if (expected != actual) {
            throw new AssertionError(
                String.format(
                    Locale.ROOT,
                    "%s call %d arguments %x %x %x: libseccomp %x, ours %x; %s",
                    arch,
                    number,
                    values[0],
                    values[1],
                    values[2],
                    expected,
                    actual,
                    policy.rules()));
          }
        }
      }
    }
  }

  private static boolean restricts(SeccompPolicy policy) {
    return !policy.defaultAction().letsPass();
  }

  private static int newest(SeccompPolicy policy, SeccompArch arch) {
    if (!policy.arches().contains(arch)) {
      return -1;
    }
    SyscallTable table = SyscallTable.of(arch);
    return policy.rules().stream()
        .flatMap(rule -> rule.names().stream())
        .mapToInt(name -> table.number(name).orElse(-1))
        .max()
        .orElse(-1);
  }

  private static List<long[]> arguments(SeccompPolicy policy) {
    var values = new TreeSet<Long>(List.of(0L, -1L));
    for (SyscallRule rule : policy.rules()) {
      for (ArgumentCondition condition : rule.conditions()) {
        long value = condition.value();
        values.addAll(List.of(value - 1, value, value + 1, value ^ (1L << 32), condition.mask()));
      }
    }
    var all = new ArrayList<long[]>();
    for (long first : values) {
      all.add(new long[] {first, first, first, first, first, first});
      all.add(new long[] {first, 0, 1, 2, 0, 0});
      all.add(new long[] {0, first, 0, 0, 0, 0});
      all.add(new long[] {1, first, 2, 0, 0, 0});
      all.add(new long[] {2, first, 1, 0, 0, 0});
    }
    return all;
  }
}
