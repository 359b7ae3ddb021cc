package havre.runtime;

import java.util.List;
import java.util.Optional;

/// A process to be run in a container: its first one or an exec.
///
/// @param arguments the program and its arguments; the program is looked for in the environment's
///   PATH unless it has a slash
/// @param environment `NAME=value` each; `HOME` is added from the user's entry where it is missing
/// @param workingDirectory absolute, in the container; made where it is missing
/// @param user as `docker run --user` has it (`name`, `uid`, `name:group`, `uid:gid`); empty is
///   root
/// @param additionalGroups names or numbers
/// @param terminal whether it has a pseudo terminal instead of pipes
/// @param openStdin whether it has a standard input; without one it reads /dev/null
/// @param consoleSize of the terminal, where it is known
/// @param capabilities bit n is capability n; these become the bounding, permitted and effective
///   sets, the inheritable and ambient ones stay empty
/// @param seccomp a filter program (`struct sock_filter[]`); empty is none
/// @param seccompFlags the `SECCOMP_FILTER_FLAG_*` with which it is installed
/// @param rlimits those that differ from the daemon's own
public record ProcessSpec(
    List<String> arguments,
    List<String> environment,
    String workingDirectory,
    String user,
    List<String> additionalGroups,
    boolean terminal,
    boolean openStdin,
    Optional<WindowSize> consoleSize,
    long capabilities,
    boolean noNewPrivileges,
    byte[] seccomp,
    int seccompFlags,
    List<Rlimit> rlimits) {

  public ProcessSpec {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    additionalGroups = List.copyOf(additionalGroups);
    rlimits = List.copyOf(rlimits);
  }

  /// A builder with nothing granted: root without capabilities, in `/`, no terminal, no input.
  public static Builder of(String... arguments) {
    return new Builder(List.of(arguments));
  }

  public static Builder of(List<String> arguments) {
    return new Builder(arguments);
  }

  /// Collects what differs from a bare process.
  public static final class Builder {
    private final List<String> arguments;
    private List<String> environment = List.of();
    private String workingDirectory = "/";
    private String user = "";
    private List<String> additionalGroups = List.of();
    private boolean terminal;
    private boolean openStdin;
    private Optional<WindowSize> consoleSize = Optional.empty();
    private long capabilities;
    private boolean noNewPrivileges;
    private byte[] seccomp = {};
    private int seccompFlags;
    private List<Rlimit> rlimits = List.of();

    private Builder(List<String> arguments) {
      this.arguments = arguments;
    }

    public Builder environment(List<String> value) {
      environment = value;
      return this;
    }

    public Builder workingDirectory(String value) {
      workingDirectory = value;
      return this;
    }

    public Builder user(String value) {
      user = value;
      return this;
    }

    public Builder additionalGroups(List<String> value) {
      additionalGroups = value;
      return this;
    }

    public Builder terminal(boolean value) {
      terminal = value;
      return this;
    }

    public Builder openStdin(boolean value) {
      openStdin = value;
      return this;
    }

    public Builder consoleSize(int columns, int rows) {
      consoleSize = Optional.of(new WindowSize(columns, rows));
      return this;
    }

    public Builder capabilities(long value) {
      capabilities = value;
      return this;
    }

    public Builder noNewPrivileges(boolean value) {
      noNewPrivileges = value;
      return this;
    }

    /// @param flags the `SECCOMP_FILTER_FLAG_*` with which it is installed
    public Builder seccomp(byte[] program, int flags) {
      seccomp = program;
      seccompFlags = flags;
      return this;
    }

    public Builder rlimits(List<Rlimit> value) {
      rlimits = value;
      return this;
    }

    public ProcessSpec build() {
      return new ProcessSpec(
          arguments,
          environment,
          workingDirectory,
          user,
          additionalGroups,
          terminal,
          openStdin,
          consoleSize,
          capabilities,
          noNewPrivileges,
          seccomp,
          seccompFlags,
          rlimits);
    }
  }
}
