package havre.linux.seccomp;

import java.util.List;

/// What a filter answers to one call of one architecture.
sealed interface CallOutcome {

  /// The same whatever the arguments are.
  record Constant(SeccompAction action) implements CallOutcome {}

  /// The first check that holds decides, else the fallback.
  ///
  /// @param wide whether the upper halves of arguments are compared
  record Checked(List<Check> checks, SeccompAction fallback, boolean wide) implements CallOutcome {}

  /// An action for arguments that meet all conditions.
  record Check(List<ArgumentCondition> conditions, SeccompAction action) {}
}
