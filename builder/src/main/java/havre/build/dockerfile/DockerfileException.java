package havre.build.dockerfile;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// A line of a Dockerfile that means nothing.
public final class DockerfileException extends HavreException {
  private static final long serialVersionUID = 1;

  private final int line;

  DockerfileException(int line, String message) {
    super(ErrorKind.INVALID, "dockerfile parse error on line " + line + ": " + message);
    this.line = line;
  }

  /// The line, from 1.
  public int line() {
    return line;
  }
}
