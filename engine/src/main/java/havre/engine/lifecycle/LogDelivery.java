package havre.engine.lifecycle;

import havre.common.HavreException;
import java.util.LinkedHashMap;
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
    return without(options);
  }

  /// The driver's own options.
  static Map<String, String> without(Map<String, String> options) {
    var own = new LinkedHashMap<>(options);
    own.keySet().removeAll(OPTIONS);
    return own;
  }
}
