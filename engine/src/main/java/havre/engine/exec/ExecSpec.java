package havre.engine.exec;

import java.util.List;

/// A process to be run in a running container.
///
/// @param user empty for the container's
/// @param workingDir empty for the container's
/// @param detachKeys empty for the default
public record ExecSpec(
    List<String> cmd,
    List<String> env,
    String user,
    String workingDir,
    boolean tty,
    boolean privileged,
    boolean attachStdin,
    boolean attachStdout,
    boolean attachStderr,
    String detachKeys,
    List<Integer> consoleSize) {
  public ExecSpec {
    cmd = List.copyOf(cmd);
    env = List.copyOf(env);
    consoleSize = List.copyOf(consoleSize);
  }
}
