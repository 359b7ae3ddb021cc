package havre.cli.flag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of a command. Declared once, then filled by [FlagParser].
public final class FlagSet {
  private final Map<String, Flag> byName = new HashMap<>();
  private final Flag[] byShorthand = new Flag[128];
  private final List<Flag> flags = new ArrayList<>();
  private boolean stopsAtFirstArgument;

  /// Says that what follows the first argument isn't looked at: it belongs to a command that is
  /// run.
  public void stopAtFirstArgument() {
    stopsAtFirstArgument = true;
  }

  boolean stopsAtFirstArgument() {
    return stopsAtFirstArgument;
  }

  public <V extends FlagValue> V add(String name, char shorthand, String usage, V value) {
    return add(new Flag(name, shorthand, usage, value, false), value);
  }

  /// An option that works but isn't shown.
  public <V extends FlagValue> V hidden(String name, V value) {
    return add(new Flag(name, Flag.NONE, "", value, true), value);
  }

  private <V extends FlagValue> V add(Flag flag, V value) {
    flags.add(flag);
    byName.put(flag.name(), flag);
    if (flag.shorthand() != Flag.NONE) {
      byShorthand[flag.shorthand()] = flag;
    }
    return value;
  }

  public BoolValue bool(String name, char shorthand, String usage) {
    return add(name, shorthand, usage, new BoolValue(false));
  }

  public BoolValue bool(String name, String usage) {
    return bool(name, Flag.NONE, usage);
  }

  public StringValue string(String name, char shorthand, String usage) {
    return add(name, shorthand, usage, new StringValue(""));
  }

  public StringValue string(String name, String usage) {
    return string(name, Flag.NONE, usage);
  }

  public IntValue integer(String name, char shorthand, String usage) {
    return add(name, shorthand, usage, new IntValue(0));
  }

  public IntValue integer(String name, String usage) {
    return integer(name, Flag.NONE, usage);
  }

  public ListValue list(String name, char shorthand, String usage) {
    return add(name, shorthand, usage, new ListValue());
  }

  public ListValue list(String name, String usage) {
    return list(name, Flag.NONE, usage);
  }

  public ListValue list(String name, char shorthand, String usage, ListValue.Check check) {
    return add(name, shorthand, usage, new ListValue(check));
  }

  public ListValue list(String name, String usage, ListValue.Check check) {
    return list(name, Flag.NONE, usage, check);
  }

  public FilterValue filter(char shorthand, String usage) {
    return add("filter", shorthand, usage, new FilterValue());
  }

  /// Whether an option was given.
  public boolean changed(String name) {
    Flag flag = byName.get(name);
    return flag != null && flag.changed();
  }

  public boolean anyChanged() {
    for (Flag flag : flags) {
      if (flag.changed()) {
        return true;
      }
    }
    return false;
  }

  /// All options that are shown, by name.
  public List<Flag> shown() {
    var shown = new ArrayList<Flag>();
    for (Flag flag : flags) {
      if (!flag.hidden()) {
        shown.add(flag);
      }
    }
    shown.sort((a, b) -> a.name().compareTo(b.name()));
    return shown;
  }

  @Nullable Flag find(String name) {
    return byName.get(name);
  }

  @Nullable Flag find(char shorthand) {
    return shorthand < byShorthand.length ? byShorthand[shorthand] : null;
  }
}
