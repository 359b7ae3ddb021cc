package havre.runtime.security;

import havre.common.Digest;
import havre.linux.seccomp.SeccompAction;
import havre.linux.seccomp.SeccompArch;
import havre.linux.seccomp.SeccompPolicy;
import havre.linux.seccomp.SyscallRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A seccomp profile as Docker has it: a template whose rules hold or not, by the container's
/// capabilities, the architecture and the kernel.
///
/// @param digest of the text it was read from
/// @param arches those to filter besides the machine's own, keyed by the machine's own
/// @param flags how the filter is installed
public record SeccompProfile(
    Digest digest,
    SeccompAction defaultAction,
    List<ArchFamily> arches,
    List<Rule> rules,
    int flags) {
  public SeccompProfile {
    arches = List.copyOf(arches);
    rules = List.copyOf(rules);
  }

  /// An architecture and those that its kernel also runs.
  ///
  /// @param main null for every machine
  public record ArchFamily(@Nullable SeccompArch main, List<SeccompArch> others) {
    public ArchFamily {
      others = List.copyOf(others);
    }
  }

  /// Some calls and when the rule about them holds.
  public record Rule(SyscallRule calls, Condition includes, Condition excludes) {}

  /// What a container and its machine can be like. An empty one says nothing.
  ///
  /// @param arches as Go names them: `amd64`, `arm64`
  /// @param minKernel null for any
  public record Condition(
      List<Capability> capabilities, List<String> arches, @Nullable KernelVersion minKernel) {
    public static final Condition NONE = new Condition(List.of(), List.of(), null);

    public Condition {
      capabilities = List.copyOf(capabilities);
      arches = List.copyOf(arches);
    }
  }

  /// The policy for one container.
  public SeccompPolicy resolve(CapabilitySet capabilities, Machine machine) {
    var held = new ArrayList<SyscallRule>();
    for (Rule rule : rules) {
      if (!isExcluded(rule.excludes, capabilities, machine)
          && isIncluded(rule.includes, capabilities, machine)) {
        held.add(rule.calls);
      }
    }
    return new SeccompPolicy(defaultAction, arches(machine), held, flags);
  }

  private List<SeccompArch> arches(Machine machine) {
    var all = new ArrayList<SeccompArch>();
    all.add(machine.arch());
    for (ArchFamily family : arches) {
      if (family.main == null || family.main == machine.arch()) {
        family.others.stream().filter(arch -> !all.contains(arch)).forEach(all::add);
      }
    }
    return all;
  }

  private static boolean isExcluded(
      Condition condition, CapabilitySet capabilities, Machine machine) {
    return condition.arches.contains(machine.goArch())
        || condition.capabilities.stream().anyMatch(capabilities::contains)
        || (condition.minKernel != null && machine.kernel().isAtLeast(condition.minKernel));
  }

  private static boolean isIncluded(
      Condition condition, CapabilitySet capabilities, Machine machine) {
    return (condition.arches.isEmpty() || condition.arches.contains(machine.goArch()))
        && condition.capabilities.stream().allMatch(capabilities::contains)
        && (condition.minKernel == null || machine.kernel().isAtLeast(condition.minKernel));
  }
}
