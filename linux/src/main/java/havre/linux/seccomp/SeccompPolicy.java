package havre.linux.seccomp;

import java.util.List;

/// What a filter shall do: rules that hold on all of the architectures, and an action for calls
/// that no rule names. Calls of other architectures kill the thread.
///
/// @param flags the `SECCOMP_FILTER_FLAG_*` with which the filter is to be installed
public record SeccompPolicy(
    SeccompAction defaultAction, List<SeccompArch> arches, List<SyscallRule> rules, int flags) {
  /// Don't turn on the mitigation of speculative store bypass for the process.
  public static final int FLAG_SPEC_ALLOW = 1 << 2;

  public static final int FLAG_TSYNC = 1;

  /// Record every action but "allow".
  public static final int FLAG_LOG = 1 << 1;

  public SeccompPolicy {
    arches = List.copyOf(arches);
    rules = List.copyOf(rules);
  }
}
