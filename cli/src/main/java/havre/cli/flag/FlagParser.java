package havre.cli.flag;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads arguments into a set of options: long ones with `--`, short ones with `-` and together
/// (`-it`), values after `=`, directly behind a short one or as the next argument, `--` as the end
/// of all options.
///
/// Docker's first versions wrote long options with one dash (`-name web`). Such an argument is
/// taken as meant where it can't be a group of short ones, and listed in [#oldForms()].
public final class FlagParser {
  private final FlagSet flags;
  private final List<String> rest = new ArrayList<>();
  private final List<String> oldForms = new ArrayList<>();
  private boolean help;

  public FlagParser(FlagSet flags) {
    this.flags = flags;
  }

  /// Parses all arguments.
  ///
  /// @return those that are no options
  /// @throws FlagException for an unknown option or a value it doesn't take
  public List<String> parse(List<String> arguments) {
    int i = 0;
    while (i < arguments.size()) {
      String argument = arguments.get(i++);
      if (argument.equals("--")) {
        rest.addAll(arguments.subList(i, arguments.size()));
        return rest;
      }
      @Nullable String next = i < arguments.size() ? arguments.get(i) : null;
      if (argument.startsWith("--")) {
        i += takeLong(argument.substring(2), argument, next);
      } else if (argument.length() > 1 && argument.charAt(0) == '-') {
        i += takeShort(argument, next);
      } else {
        rest.add(argument);
        if (flags.stopsAtFirstArgument()) {
          rest.addAll(arguments.subList(i, arguments.size()));
          return rest;
        }
      }
    }
    return rest;
  }

  /// Whether `--help` was among the options; parsing goes on after it.
  public boolean help() {
    return help || flags.changed("help");
  }

  /// The options in the form of Docker's first versions, as they were written.
  public List<String> oldForms() {
    return oldForms;
  }

  /// @return how many of the following arguments were used up
  private int takeLong(String text, String argument, @Nullable String next) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (name.isEmpty() || name.startsWith("-")) {
      throw new FlagException("bad flag syntax: " + argument);
    }
    Flag flag = flags.find(name);
    if (flag == null) {
      if (name.equals("help")) {
        help = true;
        return 0;
      }
      throw new FlagException("unknown flag: --" + name);
    }
    if (equals >= 0) {
      flag.set(text.substring(equals + 1));
      return 0;
    }
    if (flag.value().isSwitch()) {
      flag.set("true");
      return 0;
    }
    if (next == null) {
      throw new FlagException("flag needs an argument: --" + name);
    }
    flag.set(next);
    return 1;
  }

  private int takeShort(String argument, @Nullable String next) {
    if (isOldForm(argument)) {
      int equals = argument.indexOf('=');
      oldForms.add(equals < 0 ? argument : argument.substring(0, equals));
      return takeLong(argument.substring(1), argument, next);
    }
    String letters = argument.substring(1);
    while (!letters.isEmpty()) {
      char letter = letters.charAt(0);
      Flag flag = flags.find(letter);
      if (flag == null) {
        if (letter == 'h') {
          help = true;
          return 0;
        }
        throw new FlagException("unknown shorthand flag: '" + letter + "' in -" + letters);
      }
      if (letters.length() > 2 && letters.charAt(1) == '=') {
        flag.set(letters.substring(2));
        return 0;
      }
      if (flag.value().isSwitch()) {
        flag.set("true");
        letters = letters.substring(1);
      } else if (letters.length() > 1) {
        flag.set(letters.substring(1));
        return 0;
      } else if (next != null) {
        flag.set(next);
        return 1;
      } else {
        throw new FlagException("flag needs an argument: '" + letter + "' in -" + letters);
      }
    }
    return 0;
  }

  /// Whether an argument with one dash names a long option and can't be meant as short ones.
  private boolean isOldForm(String argument) {
    int equals = argument.indexOf('=');
    String name = argument.substring(1, equals < 0 ? argument.length() : equals);
    if (name.length() < 2 || flags.find(name) == null) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      Flag flag = flags.find(name.charAt(i));
      if (flag == null) {
        return true;
      }
      if (!flag.value().isSwitch()) {
        return i < name.length() - 1 && i == 0;
      }
    }
    return false;
  }
}
