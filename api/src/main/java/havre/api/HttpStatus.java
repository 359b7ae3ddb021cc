package havre.api;

import havre.common.ErrorKind;

/// The status of each kind of error.
final class HttpStatus {
  private HttpStatus() {}

  static int of(ErrorKind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case NOT_MODIFIED -> 304;
      case CONFLICT -> 409;
      case GONE -> 410;
      case TOO_MANY_REQUESTS -> 429;
      case INTERNAL -> 500;
      case NOT_SUPPORTED -> 501;
      case UNAVAILABLE -> 503;
    };
  }
}
