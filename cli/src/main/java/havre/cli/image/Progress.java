package havre.cli.image;

import havre.cli.command.CliException;
import havre.cli.command.Output;
import havre.cli.format.Sizes;
import havre.client.JsonStream;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Shows what an engine says while it pulls, pushes, loads or imports: on a terminal a line for
/// each layer that is kept up to date, elsewhere one line for each change.
public final class Progress {
  private static final int BAR = 50;

  private final Output out;
  private final boolean terminal;
  private final int columns;
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /// @param columns the terminal's width; 0 when it isn't one
  public Progress(Output out, boolean terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns > 0 ? columns : 80;
  }

  /// Takes what isn't a message for the user.
  public interface Aux {
    void take(JsonObject aux);
  }

  /// Shows messages to their end.
  ///
  /// @throws CliException with the engine's message when it fails
  public void show(JsonStream stream, Aux aux) {
    try (stream) {
      JsonObject message = stream.next();
      while (message != null) {
        String error = message.object("errorDetail").string("message");
        if (error.isEmpty()) {
          error = message.string("error");
        }
        if (!error.isEmpty()) {
          throw new CliException(error);
        }
        if (message.has("aux")) {
          aux.take(message.object("aux"));
        } else {
          show(message);
        }
        out.flush();
        message = stream.next();
      }
    } catch (IOException e) {
      // Closing what was read to its end.
    }
  }

  /// Shows one message.
  public void show(JsonObject message) {
    if (message.has("stream")) {
      out.print(message.string("stream"));
      return;
    }
    String id = message.string("id");
    String status = (id.isEmpty() ? "" : id + ": ") + message.string("status");
    JsonObject detail = message.object("progressDetail");
    if (!terminal) {
      if (!detail.has("current")) {
        out.line(status);
      }
      return;
    }
    if (id.isEmpty()) {
      out.line(status);
      lines.clear();
      return;
    }
    redraw(id, status + bar(detail, status.length()));
  }

  private void redraw(String id, String text) {
    Integer line = lines.get(id);
    if (line == null) {
      lines.put(id, lines.size());
      out.line(text);
      return;
    }
    int up = lines.size() - line;
    out.print("\033[" + up + "A\r\033[2K" + text + "\033[" + up + "B\r");
  }

  private String bar(JsonObject detail, int used) {
    long current = detail.number("current");
    long total = detail.number("total");
    if (current <= 0) {
      return "";
    }
    if (total <= 0 || current > total) {
      return " " + Sizes.decimal(current);
    }
    String numbers = Sizes.decimal(current) + "/" + Sizes.decimal(total);
    if (columns < used + BAR + 28) {
      return " " + numbers;
    }
    int done = (int) (current * BAR / total);
    String bar = "=".repeat(done) + ">" + " ".repeat(BAR - done);
    return " [" + bar + "]  " + numbers;
  }
}
