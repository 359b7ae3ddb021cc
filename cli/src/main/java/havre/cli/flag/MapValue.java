package havre.cli.flag;

import java.util.LinkedHashMap;
import java.util.Map;

/// `key=value` pairs.
public final class MapValue implements FlagValue {
  private final ListValue.Check check;
  private final Map<String, String> values = new LinkedHashMap<>();

  public MapValue() {
    this(text -> text);
  }

  public MapValue(ListValue.Check check) {
    this.check = check;
  }

  public Map<String, String> get() {
    return values;
  }

  @Override
  public void set(String text) {
    String checked = check.apply(text);
    int equals = checked.indexOf('=');
    values.put(
        equals < 0 ? checked : checked.substring(0, equals),
        equals < 0 ? "" : checked.substring(equals + 1));
  }

  @Override
  public String type() {
    return "map";
  }

  @Override
  public String defaultText() {
    return "map[]";
  }
}
