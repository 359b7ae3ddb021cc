package havre.cli.flag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `--filter key=value`, any number of times.
public final class FilterValue implements FlagValue {
  private final Map<String, List<String>> filters = new LinkedHashMap<>();

  public Map<String, List<String>> get() {
    return filters;
  }

  public void add(String key, String value) {
    filters.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  @Override
  public void set(String text) {
    if (text.isEmpty()) {
      return;
    }
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("bad format of filter (expected name=value)");
    }
    add(
        text.substring(0, equals).strip().toLowerCase(Locale.ROOT),
        text.substring(equals + 1).strip());
  }

  @Override
  public String type() {
    return "filter";
  }
}
