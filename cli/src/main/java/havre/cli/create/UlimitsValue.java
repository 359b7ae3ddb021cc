package havre.cli.create;

import havre.cli.flag.FlagValue;
import havre.cli.flag.GoNumbers;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.Set;
import java.util.TreeMap;

/// `--ulimit name=soft[:hard]`; the last one of a name counts.
public final class UlimitsValue implements FlagValue {
  private static final Set<String> NAMES =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private final TreeMap<String, JsonObject> limits = new TreeMap<>();

  @Override
  public void set(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("invalid ulimit argument: " + text);
    }
    String name = text.substring(0, equals);
    String value = text.substring(equals + 1);
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("invalid ulimit type: " + name);
    }
    int colon = value.indexOf(':');
    if (colon >= 0 && value.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "too many limit value arguments - " + value + ", can only have up to two, `soft[:hard]`");
    }
    long soft = GoNumbers.parse(colon < 0 ? value : value.substring(0, colon));
    long hard = colon < 0 ? soft : GoNumbers.parse(value.substring(colon + 1));
    if (hard != -1 && (soft == -1 || soft > hard)) {
      throw new IllegalArgumentException(
          "ulimit soft limit must be less than or equal to hard limit: "
              + (soft == -1
                  ? "soft limit: -1 (unlimited), hard limit: " + hard
                  : soft + " > " + hard));
    }
    limits.put(name, new JsonObject().put("Name", name).put("Hard", hard).put("Soft", soft));
  }

  /// The limits as the engine takes them.
  public JsonArray json() {
    var all = new JsonArray();
    for (JsonObject limit : limits.values()) {
      all.add(limit);
    }
    return all;
  }

  @Override
  public String type() {
    return "ulimit";
  }

  @Override
  public String defaultText() {
    return "[]";
  }
}
