package havre.engine.lifecycle;

import havre.common.HavreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The log options that every driver has: whether a container waits for its log. Here none ever
/// does, as the log file is what lies between, so that both modes are kept by the same means.
final class LogDelivery {
  private static final Set<String> OPTIONS =
      Set.of(
          "mode",
          "max-buffer-size",
          "cache-disabled",
          "cache-max-size",
          "cache-max-file",
          "cache-compress");

  private LogDelivery() {}

  /// Checks them.
  ///
  /// @return the driver's own options
  /// @throws HavreException INVALID, in Docker's words
  static Map<String, String> check(Map<String, String> options) {
    String mode = options.getOrDefault("mode", "");
    if (!Set.of("", "blocking", "non-blocking").contains(mode)) {
      throw HavreException.invalid("logger: logging mode not supported: " + mode);
    }
    if (options.containsKey("max-buffer-size") && !mode.equals("non-blocking")) {
      throw HavreException.invalid(
          "logger: max-buffer-size option is only supported with 'mode=non-blocking'");
    }
    readable(options);
    return without(options);
  }

  /// Whether the log of a driver that sends it away may be read here.
  static boolean readable(Map<String, String> options) {
    return !flag(options.getOrDefault("cache-disabled", ""));
  }

  /// How the log of a driver that sends it away is kept here, in the words of the driver `local`.
  static Map<String, String> cache(Map<String, String> options) {
    var own = new LinkedHashMap<String, String>();
    for (String name : List.of("max-size", "max-file", "compress")) {
      String value = options.get("cache-" + name);
      if (value != null) {
        own.put(name, value);
      }
    }
    return own;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw HavreException.invalid("invalid value for option cache-disabled: " + text);
    };
  }

  /// The driver's own options.
  static Map<String, String> without(Map<String, String> options) {
    var own = new LinkedHashMap<>(options);
    own.keySet().removeAll(OPTIONS);
    return own;
  }
}
