package havre.runtime;

import havre.common.ErrorKind;
import havre.common.HavreException;
import org.jspecify.annotations.Nullable;

/// A container or exec that could not be started; the message is Docker's, with the steps that its
/// shim and runc would have named.
public final class StartFailure extends HavreException {
  private static final long serialVersionUID = 1L;

  /// The exit code of a container whose program is not executable.
  public static final int NOT_EXECUTABLE = 126;

  /// The exit code of a container whose program is not there.
  public static final int NOT_FOUND = 127;

  /// The exit code of any other failure.
  public static final int OTHER = 128;

  private final int exitCode;

  public StartFailure(ErrorKind kind, String message, int exitCode, @Nullable Throwable cause) {
    super(kind, message, cause);
    this.exitCode = exitCode;
  }

  /// What the state of a container that did not start shows as its exit code.
  public int exitCode() {
    return exitCode;
  }
}
