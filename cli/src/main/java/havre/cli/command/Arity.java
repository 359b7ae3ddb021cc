package havre.cli.command;

import org.jspecify.annotations.Nullable;

/// How many arguments a command takes.
public record Arity(int min, int max) {
  public static final Arity NONE = new Arity(0, 0);
  public static final Arity ANY = new Arity(0, Integer.MAX_VALUE);

  public static Arity exactly(int count) {
    return new Arity(count, count);
  }

  public static Arity atLeast(int count) {
    return new Arity(count, Integer.MAX_VALUE);
  }

  public static Arity atMost(int count) {
    return new Arity(0, count);
  }

  public static Arity between(int min, int max) {
    return new Arity(min, max);
  }

  /// What is wrong with that many arguments; null when nothing is.
  public @Nullable String complaint(int count) {
    if (count >= min && count <= max) {
      return null;
    }
    if (max == 0) {
      return "accepts no arguments";
    }
    if (min == max) {
      return "requires " + arguments(min);
    }
    if (max == Integer.MAX_VALUE) {
      return "requires at least " + arguments(min);
    }
    return min == 0
        ? "requires at most " + arguments(max)
        : "requires at least " + min + " and at most " + arguments(max);
  }

  private static String arguments(int count) {
    return count + (count == 1 ? " argument" : " arguments");
  }
}
