package havre.cli.flag;

/// One text; the last one given counts.
public final class StringValue implements FlagValue {
  private final String initial;
  private final String type;
  private String value;

  public StringValue(String initial) {
    this(initial, "string");
  }

  public StringValue(String initial, String type) {
    this.initial = initial;
    this.type = type;
    this.value = initial;
  }

  public String get() {
    return value;
  }

  @Override
  public void set(String text) {
    value = text;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public String defaultText() {
    return initial.isEmpty() ? "" : type.equals("string") ? '"' + initial + '"' : initial;
  }
}
