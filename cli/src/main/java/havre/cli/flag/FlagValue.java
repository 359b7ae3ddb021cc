package havre.cli.flag;

/// What an option holds.
public interface FlagValue {
  /// Takes a value from the command line; called once for each time the option is given.
  ///
  /// @throws IllegalArgumentException with the reason when it isn't one
  void set(String text);

  /// The word for the value in help; empty for options without one.
  String type();

  /// The default as help shows it; empty when there is nothing to show.
  default String defaultText() {
    return "";
  }

  /// Whether the option may stand without a value, which then is `true`.
  default boolean isSwitch() {
    return false;
  }
}
