package havre.cli.flag;

import java.util.ArrayList;
import java.util.List;

/// One line of comma separated values, where a field may be quoted.
public final class Csv {
  private Csv() {}

  /// @throws IllegalArgumentException for a quote that isn't closed or stands inside a field
  public static List<String> fields(String line) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    int i = 0;
    while (i <= line.length()) {
      field.setLength(0);
      if (i < line.length() && line.charAt(i) == '"') {
        i = quoted(line, i + 1, field);
        if (i < line.length() && line.charAt(i) != ',') {
          throw broken(line, i, "extraneous or missing \" in quoted-field");
        }
      } else {
        while (i < line.length() && line.charAt(i) != ',') {
          if (line.charAt(i) == '"') {
            throw broken(line, i, "bare \" in non-quoted-field");
          }
          field.append(line.charAt(i++));
        }
      }
      fields.add(field.toString());
      i++;
    }
    return fields;
  }

  private static int quoted(String line, int start, StringBuilder field) {
    int i = start;
    while (i < line.length()) {
      if (line.charAt(i) != '"') {
        field.append(line.charAt(i++));
      } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i += 2;
      } else {
        return i + 1;
      }
    }
    throw broken(line, i, "extraneous or missing \" in quoted-field");
  }

  private static IllegalArgumentException broken(String line, int column, String reason) {
    return new IllegalArgumentException(
        "parse error on line 1, column " + (Math.min(column, line.length()) + 1) + ": " + reason);
  }
}
