package havre.runtime.log.remote;

import havre.common.HavreException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The options of a driver, checked in Docker's words.
record RemoteOptions(String driver, Map<String, String> values) {
  private static final Set<String> COMMON =
      Set.of("tag", "labels", "labels-regex", "env", "env-regex");

  RemoteOptions requireKnown(Set<String> known) {
    for (String name : new TreeSet<>(values.keySet())) {
      if (!known.contains(name) && !COMMON.contains(name)) {
        throw HavreException.invalid(
            "unknown log opt '%s' for %s log driver".formatted(name, driver));
      }
    }
    return this;
  }

  String text(String name, String otherwise) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  int number(String name, int otherwise) {
    String text = text(name, Integer.toString(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw HavreException.invalid("strconv.Atoi: parsing \"%s\": invalid syntax".formatted(text));
    }
  }

  boolean flag(String name) {
    return Set.of("1", "t", "true").contains(text(name, "false").toLowerCase(Locale.ROOT));
  }
}
