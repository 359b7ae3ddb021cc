package havre.common;

/// What kind of failure an error is; the border of each protocol maps kinds to its own codes.
public enum ErrorKind {
  INVALID,
  UNAUTHORIZED,
  FORBIDDEN,
  NOT_FOUND,
  NOT_MODIFIED,
  CONFLICT,
  GONE,
  TOO_MANY_REQUESTS,
  INTERNAL,
  NOT_SUPPORTED,
  UNAVAILABLE
}
