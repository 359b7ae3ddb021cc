package havre.build.step;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// A command of a build that did not succeed.
public final class FailedCommand extends HavreException {
  private static final long serialVersionUID = 1;

  private final String command;
  private final int exitCode;

  FailedCommand(String command, int exitCode) {
    super(
        ErrorKind.INTERNAL, "The command '" + command + "' returned a non-zero code: " + exitCode);
    this.command = command;
    this.exitCode = exitCode;
  }

  /// What happened, as BuildKit tells it.
  public String asStep() {
    return "process \"" + command + "\" did not complete successfully: exit code: " + exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
