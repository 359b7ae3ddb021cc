package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.FilterValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Ages;
import havre.cli.format.Inspecting;
import havre.cli.format.Moments;
import havre.cli.template.Template;
import havre.cli.template.TemplateException;
import havre.client.JsonStream;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// `events`: prints what happens, as it happens.
public final class EventsCommand extends Command {
  private final FilterValue filter;
  private final StringValue format;
  private final StringValue since;
  private final StringValue until;

  public EventsCommand() {
    filter = flags().filter('f', "Filter output based on conditions provided");
    format = flags().string("format", Inspecting.HELP);
    since = flags().string("since", "Show all events created since timestamp");
    until = flags().string("until", "Stream events until this timestamp");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Get real time events from the server";
  }

  @Override
  public List<String> paths() {
    return List.of("system events", "events");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    Clock clock = context.invocation().clock();
    Template template =
        format.get().isEmpty() || format.get().equals("json") ? null : template(format.get());
    try (JsonStream events =
        context
            .engine()
            .system()
            .events(moment(since.get(), clock), moment(until.get(), clock), filter.get())) {
      JsonObject event = events.next();
      while (event != null) {
        String text =
            template != null
                ? Inspecting.execute(template, new EventRow(event))
                : format.get().isEmpty() ? line(event, clock) : event.toString();
        context.out().line(text).flush();
        event = events.next();
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Template template(String format) {
    try {
      Template template = Template.parse(format);
      template.execute(new EventRow(new JsonObject()));
      return template;
    } catch (TemplateException e) {
      throw new CliException(64, "Error parsing format: " + e.getMessage());
    }
  }

  private static String moment(String text, Clock clock) {
    try {
      return text.isEmpty() ? "" : Moments.parse(text, clock);
    } catch (IllegalArgumentException e) {
      throw new CliException(CliException.text(e));
    }
  }

  /// `2026-11-24T07:20:46.946931158Z volume create NAME (driver=local)`.
  static String line(JsonObject event, Clock clock) {
    long nanos = event.number("timeNano");
    Instant time =
        nanos == 0
            ? Instant.ofEpochSecond(event.number("time"))
            : Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    JsonObject actor = event.object("Actor");
    var text = new StringBuilder(Ages.rfc3339Nano(time, clock.getZone()));
    text.append(' ').append(event.string("Type")).append(' ').append(event.string("Action"));
    text.append(' ').append(actor.string("ID"));
    var sorted = new TreeMap<String, String>();
    for (var attribute : actor.object("Attributes").entries()) {
      JsonValue value = attribute.getValue();
      sorted.put(attribute.getKey(), value instanceof JsonString string ? string.value() : "");
    }
    String separator = " (";
    for (var attribute : sorted.entrySet()) {
      text.append(separator).append(attribute.getKey()).append('=').append(attribute.getValue());
      separator = ", ";
    }
    return text.append(sorted.isEmpty() ? "" : ")").toString();
  }
}
