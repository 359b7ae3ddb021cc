package havre.linux.seccomp;

import java.util.List;

/// An action for some calls, where their arguments meet all conditions. Names that an architecture
/// doesn't have are passed over.
public record SyscallRule(
    List<String> names, SeccompAction action, List<ArgumentCondition> conditions) {
  public SyscallRule {
    names = List.copyOf(names);
    conditions = List.copyOf(conditions);
  }
}
