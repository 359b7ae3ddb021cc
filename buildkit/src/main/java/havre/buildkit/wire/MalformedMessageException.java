package havre.buildkit.wire;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// Bytes that are no message.
public final class MalformedMessageException extends HavreException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String what) {
    super(ErrorKind.INVALID, "malformed message: " + what);
  }
}
