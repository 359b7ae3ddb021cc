package havre.build.dockerfile;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// A line of a Dockerfile that means nothing.
public final class DockerfileException extends HavreException {
  private static final long serialVersionUID = 1;

  private final int line;

  DockerfileException(int line, String message) {
    this("dockerfile parse error on line " + line + ": " + message, line);
  }

  private DockerfileException(String message, int line) {
    super(ErrorKind.INVALID, message);
    this.line = line;
  }

  /// What cannot even be taken apart; Docker names no line then.
  static DockerfileException ofSyntax(int line, String message) {
    return new DockerfileException("failed to parse Dockerfile: " + message, line);
  }

  /// The line, from 1.
  public int line() {
    return line;
  }
}
