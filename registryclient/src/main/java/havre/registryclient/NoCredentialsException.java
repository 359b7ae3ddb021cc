package havre.registryclient;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// A registry asks for a name and a password, and there are none.
public final class NoCredentialsException extends HavreException {
  /// The message without the request.
  public static final String REASON = "no basic auth credentials";

  private static final long serialVersionUID = 1L;

  NoCredentialsException(String request) {
    super(ErrorKind.INTERNAL, request + REASON);
  }
}
