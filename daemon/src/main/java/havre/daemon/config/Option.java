package havre.daemon.config;

import org.jspecify.annotations.Nullable;

/// One option of the daemon, named as dockerd names it.
///
/// @param flag without dashes
/// @param shorthand one letter, or null
/// @param key in the configuration file; null where only a flag says it
/// @param placeholder what `--help` shows for the value, empty for a switch
record Option(
    String flag,
    @Nullable String shorthand,
    @Nullable String key,
    Kind kind,
    String placeholder,
    String fallback,
    String help) {

  enum Kind {
    TEXT,
    SWITCH,
    NUMBER,
    /// May be given more than once.
    LIST,
    /// `name=value`, may be given more than once.
    MAP
  }

  boolean isSwitch() {
    return kind == Kind.SWITCH;
  }
}
