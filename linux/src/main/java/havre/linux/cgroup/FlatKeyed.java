package havre.linux.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Files of lines with a key and a number, such as `memory.stat`.
record FlatKeyed(Map<String, Long> values) {

  static FlatKeyed parse(String text) {
    var values = new LinkedHashMap<String, Long>();
    text.lines()
        .forEach(line -> {
          int space = line.indexOf(' ');
          if (space > 0) {
            values.put(line.substring(0, space), number(line.substring(space + 1).strip()));
          }
        });
    return new FlatKeyed(values);
  }

  static FlatKeyed parse(Optional<String> text) {
    return parse(text.orElse(""));
  }

  /// The number of a key, 0 when it isn't there.
  long get(String key) {
    return values.getOrDefault(key, 0L);
  }

  /// A number as the kernel writes it: `max` and what is beyond a long are the greatest.
  static long number(String text) {
    if (text.equals("max")) {
      return Long.MAX_VALUE;
    }
    return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }
}
