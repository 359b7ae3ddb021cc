package havre.cli.flag;

/// A whole number, decimal or with Go's prefixes.
public final class IntValue implements FlagValue {
  private final long initial;
  private final String type;
  private final boolean showDefault;
  private long value;

  public IntValue(long initial) {
    this(initial, "int", initial != 0);
  }

  /// @param type `int`, or `uint16` for a number without sign and of that size
  public IntValue(long initial, String type, boolean showDefault) {
    this.initial = initial;
    this.type = type;
    this.showDefault = showDefault;
    this.value = initial;
  }

  public long get() {
    return value;
  }

  @Override
  public void set(String text) {
    value = type.equals("uint16") ? GoNumbers.parseUnsigned(text, 65535) : GoNumbers.parse(text);
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public String defaultText() {
    return showDefault ? Long.toString(initial) : "";
  }
}
