package havre.cli.flag;

/// A switch.
public final class BoolValue implements FlagValue {
  private final boolean initial;
  private boolean value;

  public BoolValue(boolean initial) {
    this.initial = initial;
    this.value = initial;
  }

  public boolean get() {
    return value;
  }

  @Override
  public void set(String text) {
    value = parse(text);
  }

  /// A truth value as Go writes them.
  public static boolean parse(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw new IllegalArgumentException(
              "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    };
  }

  @Override
  public String type() {
    return "";
  }

  @Override
  public String defaultText() {
    return initial ? "true" : "";
  }

  @Override
  public boolean isSwitch() {
    return true;
  }
}
