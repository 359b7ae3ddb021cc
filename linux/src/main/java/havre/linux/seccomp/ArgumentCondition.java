package havre.linux.seccomp;

/// A condition on one argument of a call.
///
/// @param argument 0 to 5
/// @param value what it is compared with
/// @param mask which bits count; all but for [Comparison#MASKED_EQUAL]
public record ArgumentCondition(int argument, Comparison comparison, long value, long mask) {
  private static final int ARGUMENTS = 6;

  public ArgumentCondition {
    if (argument < 0 || argument >= ARGUMENTS) {
      throw new IllegalArgumentException("a system call has no argument " + argument);
    }
  }

  public static ArgumentCondition of(int argument, Comparison comparison, long value) {
    return new ArgumentCondition(argument, comparison, value, -1);
  }

  public static ArgumentCondition masked(int argument, long mask, long value) {
    return new ArgumentCondition(argument, Comparison.MASKED_EQUAL, value, mask);
  }
}
