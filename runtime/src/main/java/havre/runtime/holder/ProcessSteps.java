package havre.runtime.holder;

import havre.runtime.ProcessSpec;
import havre.runtime.Rlimit;
import havre.runtime.WindowSize;
import havre.runtime.user.ResolvedUser;
import java.util.ArrayList;
import java.util.List;

/// The steps that make a process what it is to be: streams, limits, user, rights, program. The same
/// for a container's first process and an exec.
final class ProcessSteps {
  private static final String HOME = "HOME=";

  private final ProcessSpec spec;
  private final ResolvedUser user;
  private final Program program;

  ProcessSteps(ProcessSpec spec, ResolvedUser user, Program program) {
    this.spec = spec;
    this.user = user;
    this.program = program;
  }

  /// Makes the terminal, if it is to have one; /dev/pts must be there, the old root may be.
  void makeTerminal(boolean console) {
    if (spec.terminal()) {
      WindowSize size = spec.consoleSize().orElse(new WindowSize(0, 0));
      program.terminal(size.columns(), size.rows(), console);
    }
  }

  /// All that comes once the root is the container's.
  ///
  /// Rights go in this order so that each step still may do what it does: the filter is loaded
  /// while CAP_SYS_ADMIN is there, and must itself allow the capset(2) and prctl(2) that follow.
  void finish(List<String> arguments) {
    for (Rlimit limit : spec.rlimits()) {
      program.rlimit(Rlimits.number(limit.name()), limit.soft(), limit.hard());
    }
    program.chdir(spec.workingDirectory());
    program.stdio(user.uid(), user.gid());
    program.bounding(spec.capabilities());
    if (spec.noNewPrivileges()) {
      program.noNewPrivileges();
    }
    program.user(user.uid(), user.gid(), user.groups());
    if (spec.seccomp().length > 0) {
      program.seccomp(spec.seccompFlags(), spec.seccomp());
    }
    program.capabilities(spec.capabilities(), spec.capabilities(), 0, 0);
    program.exec(arguments, environment());
  }

  private List<String> environment() {
    if (spec.environment().stream()
        .anyMatch(variable -> variable.startsWith(HOME) && !variable.equals(HOME))) {
      return spec.environment();
    }
    var all = new ArrayList<>(spec.environment());
    all.remove(HOME); // an empty one is none
    all.add(HOME + user.home());
    return all;
  }
}
