package havre.cli.flag;

/// One option: its names, its help and what it holds.
public final class Flag {
  /// For an option without short name.
  public static final char NONE = 0;

  private final String name;
  private final char shorthand;
  private final String usage;
  private final FlagValue value;
  private final boolean hidden;
  private boolean changed;

  Flag(String name, char shorthand, String usage, FlagValue value, boolean hidden) {
    this.name = name;
    this.shorthand = shorthand;
    this.usage = usage;
    this.value = value;
    this.hidden = hidden;
  }

  public String name() {
    return name;
  }

  public char shorthand() {
    return shorthand;
  }

  public String usage() {
    return usage;
  }

  public FlagValue value() {
    return value;
  }

  public boolean hidden() {
    return hidden;
  }

  /// Whether it was given.
  public boolean changed() {
    return changed;
  }

  void set(String text) {
    try {
      value.set(text);
    } catch (IllegalArgumentException e) {
      throw new FlagException(
          "invalid argument \"" + text + "\" for \"" + label() + "\" flag: " + e.getMessage());
    }
    changed = true;
  }

  private String label() {
    return shorthand == NONE ? "--" + name : "-" + shorthand + ", --" + name;
  }
}
