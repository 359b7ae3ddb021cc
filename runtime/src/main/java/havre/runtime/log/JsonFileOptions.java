package havre.runtime.log;

import havre.common.HavreException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How a json-file log is kept.
///
/// @param maxSize the size in bytes at which the file is rotated; negative for never
/// @param maxFiles how many files are kept, the current one included
/// @param compress whether rotated files are compressed
/// @param attributes what each record carries besides its line, from labels, environment and tag
public record JsonFileOptions(
    long maxSize, int maxFiles, boolean compress, Map<String, String> attributes) {
  private static final Set<String> KNOWN =
      Set.of(
          "max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag");
  private static final long DEFAULT_SIZE = 50_000_000;
  private static final int DEFAULT_FILES = 5;
  private static final Set<String> LOCAL = Set.of("max-file", "max-size", "compress");
  private static final long LOCAL_SIZE = 20_000_000;

  public JsonFileOptions {
    attributes = Map.copyOf(attributes);
  }

  /// Five files of 50 MB.
  public static JsonFileOptions defaults() {
    return new JsonFileOptions(DEFAULT_SIZE, DEFAULT_FILES, false, Map.of());
  }

  /// Reads `HostConfig.LogConfig.Config`.
  ///
  /// @param attributes what the options `labels`, `env` and `tag` select, found by the caller
  /// @throws HavreException INVALID, in Docker's words
  public static JsonFileOptions parse(Map<String, String> config, Map<String, String> attributes) {
    for (String key : new TreeMap<>(config).keySet()) {
      if (!KNOWN.contains(key)) {
        throw HavreException.invalid("unknown log opt '" + key + "' for json-file log driver");
      }
    }
    String size = config.get("max-size");
    String files = config.get("max-file");
    String compress = config.get("compress");
    long maxSize = size == null ? DEFAULT_SIZE : size(size);
    int maxFiles = files == null ? DEFAULT_FILES : files(files);
    if (maxSize < 0 && files != null && maxFiles > 1) {
      throw HavreException.invalid("max-file cannot be set without max-size");
    }
    return new JsonFileOptions(maxSize, maxFiles, compress != null && flag(compress), attributes);
  }

  /// Reads the options of the driver `local`, whose defaults are five compressed files of 20 MB.
  ///
  /// @throws HavreException INVALID, in Docker's words
  public static JsonFileOptions local(Map<String, String> config) {
    for (String key : new TreeMap<>(config).keySet()) {
      if (!LOCAL.contains(key)) {
        throw HavreException.invalid("unknown log opt '" + key + "' for log driver local");
      }
    }
    String size = config.get("max-size");
    String files = config.get("max-file");
    String compress = config.get("compress");
    return new JsonFileOptions(
        size == null ? LOCAL_SIZE : size(size),
        files == null ? DEFAULT_FILES : files(files),
        compress == null || flag(compress),
        Map.of());
  }

  private static long size(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("-1")) {
      return -1;
    }
    int digits = 0;
    while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
      digits++;
    }
    String unit = lower.substring(digits).strip();
    long factor =
        switch (unit) {
          case "", "b" -> 1;
          case "k", "kb", "kib" -> 1_000;
          case "m", "mb", "mib" -> 1_000_000;
          case "g", "gb", "gib" -> 1_000_000_000;
          case "t", "tb", "tib" -> 1_000_000_000_000L;
          default -> throw HavreException.invalid("invalid size: '" + text + "'");
        };
    if (digits == 0 || digits > 15) {
      throw HavreException.invalid("invalid size: '" + text + "'");
    }
    long value = Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), factor);
    if (value <= 0) {
      throw HavreException.invalid("max-size must be a positive number");
    }
    return value;
  }

  private static int files(String text) {
    int value;
    try {
      value = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw HavreException.invalid("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    if (value < 1) {
      throw HavreException.invalid("max-file cannot be less than 1");
    }
    return value;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw HavreException.invalid(
              "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    };
  }
}
