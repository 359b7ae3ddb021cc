package havre.cli.format;

import havre.cli.command.CliException;
import havre.cli.command.Output;
import havre.cli.template.Fields;
import havre.cli.template.Template;
import havre.cli.template.TemplateException;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints rows as `--format` asks for them: as a table, as JSON, or by a template.
public final class Listing {
  /// What help says of `--format` for listings.
  public static final String HELP =
      """
      Format output using a custom template:
      'table':            Print output in table format with column headers (default)
      'table TEMPLATE':   Print output in table format using the given Go template
      'json':             Print in JSON format
      'TEMPLATE':         Print output using the given Go template.
      Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates\
      """;

  private final Output out;
  private final String format;

  /// @param format what the user gave; empty for the default table
  public Listing(Output out, String format) {
    this.out = out;
    this.format = trimmed(format).replace("\\t", "\t").replace("\\n", "\n");
  }

  private static String trimmed(String format) {
    int start = 0;
    int end = format.length();
    while (start < end && format.charAt(start) == ' ') {
      start++;
    }
    while (end > start && format.charAt(end - 1) == ' ') {
      end--;
    }
    return format.substring(start, end);
  }

  /// Prints the rows.
  ///
  /// @param columns the fields of the default table
  /// @param sample any row, for the headers when there are no rows
  public void print(List<String> columns, Row sample, List<? extends Row> rows) {
    if (format.isEmpty() || format.equals("table")) {
      table(columns, sample, rows);
    } else if (format.equals("json") || format.equals("{{json .}}")) {
      for (Row row : rows) {
        out.line(goJson(row.all()));
      }
    } else if (format.equals("raw") && !sample.raw().isEmpty()) {
      for (Row row : rows) {
        raw(row);
      }
    } else if (format.startsWith("table")) {
      templateTable(format.substring(5).strip(), sample, rows);
    } else {
      Template template = parse(format);
      for (Row row : rows) {
        out.line(execute(template, row));
      }
    }
  }

  private void table(List<String> columns, Row sample, List<? extends Row> rows) {
    var table = new Table();
    var headers = new ArrayList<String>();
    for (String column : columns) {
      headers.add(sample.header(column));
    }
    table.add(headers);
    for (Row row : rows) {
      var cells = new ArrayList<String>(columns.size());
      for (String column : columns) {
        cells.add(row.value(column));
      }
      table.add(cells);
    }
    table.print(out);
  }

  private void templateTable(String source, Row sample, List<? extends Row> rows) {
    Template template = parse(source);
    var table = new Table();
    table.addText(execute(template, new Headers(sample)));
    for (Row row : rows) {
      table.addText(execute(template, row));
    }
    table.print(out);
  }

  private void raw(Row row) {
    for (Map.Entry<String, String> line : row.raw().entrySet()) {
      out.line((line.getKey() + ": " + row.value(line.getValue())).stripTrailing());
    }
    out.line("");
  }

  private static Template parse(String source) {
    try {
      return Template.parse(source);
    } catch (TemplateException e) {
      throw new CliException("template parsing error: " + e.getMessage());
    }
  }

  private static String execute(Template template, Fields row) {
    try {
      return template.execute(row);
    } catch (TemplateException e) {
      throw new CliException("template parsing error: " + e.getMessage());
    }
  }

  /// JSON as Go writes it by default, with the characters of HTML escaped.
  static String goJson(JsonObject object) {
    return object
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  /// The headers as a row, which a table's template is executed over first.
  private record Headers(Row row) implements Fields {
    @Override
    public @Nullable JsonValue field(String name, List<Object> arguments) {
      if (name.equals("Label")
          && !arguments.isEmpty()
          && arguments.getFirst() instanceof JsonString key) {
        return new JsonString(label(key.value()));
      }
      return row.field(name, arguments) == null ? null : new JsonString(row.header(name));
    }

    private static String label(String key) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      return last.replace('-', ' ').replace('_', ' ');
    }

    @Override
    public JsonObject all() {
      var all = new JsonObject();
      for (String name : row.names()) {
        all.put(name, row.header(name));
      }
      return all;
    }

    @Override
    public String typeName() {
      return row.typeName();
    }
  }
}
