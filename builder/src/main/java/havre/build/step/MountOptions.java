package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.common.HavreException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The options of one `--mount`.
///
/// @param line of the instruction, for messages
record MountOptions(Map<String, String> values, int line) {
  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "from",
          "source",
          "target",
          "readonly",
          "readwrite",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "env");
  private static final Set<String> SWITCHES = Set.of("readonly", "readwrite", "required");

  MountOptions {
    values = Map.copyOf(values);
  }

  static MountOptions parse(String text, UnaryOperator<String> expand, int line) {
    var values = new HashMap<String, String>();
    for (String part : text.split(",")) {
      int equals = part.indexOf('=');
      String written = (equals < 0 ? part : part.substring(0, equals)).strip();
      String name =
          switch (written.toLowerCase(Locale.ROOT)) {
            case "dst", "destination" -> "target";
            case "src" -> "source";
            case "ro" -> "readonly";
            case "rw" -> "readwrite";
            default -> written.toLowerCase(Locale.ROOT);
          };
      if (!KNOWN.contains(name)) {
        throw DockerfileParser.failure(line, "unexpected key '" + written + "' in '" + part + "'");
      }
      if (equals < 0 && !SWITCHES.contains(name)) {
        throw DockerfileParser.failure(
            line, "invalid field '" + part + "' must be a key=value pair");
      }
      values.put(name, equals < 0 ? "true" : expand.apply(part.substring(equals + 1)));
    }
    return new MountOptions(values, line);
  }

  String type() {
    return get("type", "bind").toLowerCase(Locale.ROOT);
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  boolean isSet(String name) {
    return switch (get(name, "false").toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw DockerfileParser.failure(line, "invalid value for " + name + ": " + get(name, ""));
    };
  }

  /// @param otherwise where neither way was asked for
  boolean isReadOnly(boolean otherwise) {
    if (values.containsKey("readonly")) {
      return isSet("readonly");
    }
    return values.containsKey("readwrite") ? !isSet("readwrite") : otherwise;
  }

  int octal(String name, int otherwise) {
    String text = get(name, "");
    return text.isEmpty() ? otherwise : number(name, text, 8);
  }

  int number(String name) {
    String text = get(name, "");
    return text.isEmpty() ? 0 : number(name, text, 10);
  }

  private int number(String name, String text, int radix) {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw DockerfileParser.failure(line, "invalid value " + text + " for " + name);
  }

  /// Bytes: `64m`; 0 where none were given.
  long size() {
    String text = get("size", "").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return 0;
    }
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    int shift =
        switch (text.substring(digits)) {
          case "", "b" -> 0;
          case "k", "kb", "kib" -> 10;
          case "m", "mb", "mib" -> 20;
          case "g", "gb", "gib" -> 30;
          default -> -1;
        };
    if (digits == 0 || digits > 12 || shift < 0) {
      throw HavreException.invalid("invalid size: '" + text + "'");
    }
    return Long.parseLong(text.substring(0, digits)) << shift;
  }
}
