package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.command.Version;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import havre.client.EngineException;
import havre.client.http.ConnectionFailedException;
import havre.client.json.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `version`: of this command line and of the engine.
public final class VersionCommand extends Command {
  private final StringValue format;

  public VersionCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Show the Docker version information";
  }

  @Override
  public List<String> paths() {
    return List.of("version");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    JsonObject server = null;
    String failure = "";
    try {
      server = context.engine().system().version();
    } catch (ConnectionFailedException e) {
      failure = CliException.text(e);
    } catch (EngineException e) {
      failure = Context.daemonError(e);
    }
    if (server != null) {
      readable(server);
    }
    String used = server == null ? "1.51" : context.engine().apiVersion();
    var both = new JsonObject().put("Client", client(used)).put("Server", server);
    String formatted = Inspecting.formatted(format.get(), both);
    if (formatted != null) {
      context.out().line(formatted);
    } else {
      print(context.out(), both.object("Client"), server);
    }
    if (!failure.isEmpty()) {
      throw new CliException(failure);
    }
    return 0;
  }

  /// Gives times of building the form in which people read them.
  private static void readable(JsonObject server) {
    for (JsonObject component : server.array("Components").objects()) {
      JsonObject details = component.object("Details");
      if (details.has("BuildTime")) {
        details.put("BuildTime", built(details.string("BuildTime")));
      }
    }
  }

  private static JsonObject client(String used) {
    return new JsonObject()
        .put("Version", Version.NUMBER)
        .put("ApiVersion", used)
        .put("DefaultAPIVersion", "1.51")
        .put("GitCommit", Version.BUILD)
        .put("Os", "linux")
        .put("Arch", "amd64")
        .put("Context", "default");
  }

  private static void print(Output out, JsonObject client, @Nullable JsonObject server) {
    String used = client.string("ApiVersion");
    String newest = client.string("DefaultAPIVersion");
    out.line("Client: Havre");
    row(out, " Version:", client.string("Version"));
    row(
        out,
        " API version:",
        used.equals(newest) ? used : used + " (downgraded from " + newest + ")");
    row(out, " Git commit:", client.string("GitCommit"));
    row(out, " OS/Arch:", client.string("Os") + "/" + client.string("Arch"));
    row(out, " Context:", client.string("Context"));
    if (server == null) {
      return;
    }
    String platform = server.object("Platform").string("Name");
    out.line("\nServer:" + (platform.isEmpty() ? "" : " " + platform));
    for (JsonObject component : server.array("Components").objects()) {
      JsonObject details = component.object("Details");
      out.line(" " + component.string("Name") + ":");
      row(out, "  Version:", component.string("Version"));
      if (!component.string("Name").equals("Engine")) {
        row(out, "  GitCommit:", details.string("GitCommit"));
        continue;
      }
      row(
          out,
          "  API version:",
          details.string("ApiVersion")
              + " (minimum version "
              + details.string("MinAPIVersion")
              + ")");
      optional(out, "  Go version:", details.string("GoVersion"));
      optional(out, "  Java version:", details.string("JavaVersion"));
      row(out, "  Git commit:", details.string("GitCommit"));
      optional(out, "  Built:", details.string("BuildTime"));
      row(out, "  OS/Arch:", details.string("Os") + "/" + details.string("Arch"));
      row(out, "  Experimental:", details.string("Experimental"));
    }
  }

  /// A build's time as Go's command lines print it.
  private static String built(String time) {
    try {
      return DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT)
          .format(OffsetDateTime.parse(time));
    } catch (DateTimeException e) {
      return time;
    }
  }

  private static void optional(Output out, String label, String value) {
    if (!value.isEmpty()) {
      row(out, label, value);
    }
  }

  private static void row(Output out, String label, String value) {
    out.line(label + " ".repeat(Math.max(1, 20 - label.length())) + value);
  }
}
