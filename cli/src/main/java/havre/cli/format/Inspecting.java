package havre.cli.format;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.template.Template;
import havre.cli.template.TemplateException;
import havre.client.EngineException;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints whole documents, as an indented list or by a template, and at the end the errors of those
/// that could not be had.
public final class Inspecting {
  /// What help says of `--format` for whole documents.
  public static final String HELP =
      """
      Format output using a custom template:
      'json':             Print in JSON format
      'TEMPLATE':         Print output using the given Go template.
      Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates\
      """;

  /// Gets the document of a name.
  public interface Source {
    JsonObject inspect(String name);
  }

  private final Output out;
  private final Output err;
  private final String format;

  public Inspecting(Context context, String format) {
    this.out = context.out();
    this.err = context.err();
    this.format = format;
  }

  /// @return the exit code
  public int print(List<String> names, Source source) {
    Template template = format.isEmpty() || format.equals("json") ? null : template(format);
    var errors = new ArrayList<String>();
    var found = new ArrayList<JsonObject>();
    for (String name : names) {
      try {
        found.add(source.inspect(name));
      } catch (EngineException e) {
        errors.add(Context.daemonError(e));
      } catch (CliException e) {
        errors.add(e.getMessage());
      }
    }
    print(found, template, !errors.isEmpty());
    out.flush();
    for (String error : errors) {
      err.line(error);
    }
    return errors.isEmpty() ? 0 : 1;
  }

  private void print(List<JsonObject> found, @Nullable Template template, boolean failed) {
    if (format.isEmpty()) {
      var all = new JsonArray();
      for (JsonObject document : found) {
        all.add(document);
      }
      out.line(JsonWriter.indented(all, "    "));
      return;
    }
    if (template == null) {
      var all = new JsonArray();
      for (JsonObject document : found) {
        all.add(document);
      }
      out.line(JsonWriter.compact(all));
      return;
    }
    if (found.isEmpty() && failed) {
      out.line("");
    }
    for (JsonObject document : found) {
      try {
        out.line(execute(template, document));
      } catch (CliException e) {
        out.line("");
        throw e;
      }
    }
  }

  /// Parses what a user gave for `--format`.
  public static Template template(String format) {
    try {
      return Template.parse(format);
    } catch (TemplateException e) {
      throw new CliException(64, "template parsing error: " + e.getMessage());
    }
  }

  public static String execute(Template template, Object document) {
    try {
      return template.execute(document);
    } catch (TemplateException e) {
      throw new CliException("template parsing error: " + e.getMessage());
    }
  }

  /// A document as `--format` asks for it; null when it doesn't.
  public static @Nullable String formatted(String format, JsonObject document) {
    if (format.isEmpty()) {
      return null;
    }
    return format.equals("json")
        ? JsonWriter.compact(document)
        : execute(template(format), document);
  }
}
