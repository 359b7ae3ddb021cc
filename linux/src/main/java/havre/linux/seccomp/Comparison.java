package havre.linux.seccomp;

/// How an argument is compared with a value; unsigned.
public enum Comparison {
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  EQUAL,
  GREATER_OR_EQUAL,
  GREATER,
  /// The argument's bits under a mask equal a value.
  MASKED_EQUAL
}
