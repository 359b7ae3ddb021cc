package havre.cli.flag;

import java.util.ArrayList;
import java.util.List;

/// An option that may be given any number of times.
public final class ListValue implements FlagValue {
  /// Checks a value and gives it the form it is kept in.
  public interface Check {
    String apply(String text);
  }

  private final String type;
  private final String defaultText;
  private final Check check;
  private final List<String> values = new ArrayList<>();

  public ListValue() {
    this("list", "", text -> text);
  }

  public ListValue(Check check) {
    this("list", "", check);
  }

  /// @param type `list`, or `strings` for values that are themselves lists with commas
  public ListValue(String type, String defaultText, Check check) {
    this.type = type;
    this.defaultText = defaultText;
    this.check = check;
  }

  public List<String> get() {
    return values;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public void set(String text) {
    if (type.equals("strings")) {
      for (String field : Csv.fields(text)) {
        values.add(check.apply(field));
      }
    } else {
      values.add(check.apply(text));
    }
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public String defaultText() {
    return defaultText;
  }
}
