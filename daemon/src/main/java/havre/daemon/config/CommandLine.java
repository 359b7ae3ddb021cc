package havre.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the daemon's arguments as dockerd does: `--flag value`, `--flag=value`, `-f value`,
/// `-fvalue`, switches with or without `=true|false`, in any order.
final class CommandLine {
  private CommandLine() {}

  /// @return option name → its values in the order given
  static Map<String, List<String>> parse(List<String> arguments) {
    var values = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-") || argument.equals("-")) {
        throw new OptionException("\"havred\" accepts no arguments");
      }
      boolean isLong = argument.startsWith("--");
      int equals = argument.indexOf('=');
      String name = nameOf(argument, isLong, equals);
      Option option = isLong ? Options.byFlag(name) : Options.byShorthand(name);
      if (option == null) {
        throw new OptionException(
            isLong
                ? "unknown flag: --" + name
                : "unknown shorthand flag: '" + name + "' in " + argument);
      }
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (!isLong && argument.length() > 2 && !option.isSwitch()) {
        value = argument.substring(2);
      } else if (option.isSwitch()) {
        value = "true";
      } else if (i + 1 < arguments.size()) {
        value = arguments.get(++i);
      } else {
        throw new OptionException("flag needs an argument: " + argument);
      }
      values.computeIfAbsent(option.flag(), _ -> new ArrayList<>()).add(checked(option, value));
    }
    return values;
  }

  private static String nameOf(String argument, boolean isLong, int equals) {
    if (!isLong) {
      return argument.substring(1, 2);
    }
    return equals >= 0 ? argument.substring(2, equals) : argument.substring(2);
  }

  /// @return the value, a switch's as `true` or `false`
  /// @throws OptionException for a value that the option's kind can't have
  static String checked(Option option, String value) {
    switch (option.kind()) {
      case SWITCH -> {
        return switch (value) {
          case "1", "t", "T", "true", "TRUE", "True" -> "true";
          case "0", "f", "F", "false", "FALSE", "False" -> "false";
          default -> throw invalid(option, value, "expected true or false");
        };
      }
      case NUMBER -> {
        try {
          int number = Integer.parseInt(value);
          if (number < -1) {
            throw invalid(option, value, "must not be negative");
          }
        } catch (NumberFormatException e) {
          throw invalid(option, value, "not a number");
        }
      }
      case MAP -> {
        if (value.indexOf('=') < 1) {
          throw invalid(option, value, "expected name=value");
        }
      }
      case TEXT, LIST -> {}
    }
    return value;
  }

  private static OptionException invalid(Option option, String value, String why) {
    return new OptionException(
        "invalid argument \"" + value + "\" for \"--" + option.flag() + "\" flag: " + why);
  }
}
