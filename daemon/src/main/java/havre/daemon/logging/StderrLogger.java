package havre.daemon.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Writes one line an event; a stack trace becomes part of it, with its line ends escaped.
final class StderrLogger implements System.Logger {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX");

  private final String name;
  private final AtomicReference<Level> threshold;
  private final AtomicBoolean json;

  StderrLogger(String name, AtomicReference<Level> threshold, AtomicBoolean json) {
    this.name = name;
    this.threshold = threshold;
    this.json = json;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF && level.getSeverity() >= threshold.get().getSeverity();
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      write(level, message == null ? "" : message, thrown);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object... parameters) {
    if (!isLoggable(level)) {
      return;
    }
    String text = format == null ? "" : format;
    boolean plain = parameters == null || parameters.length == 0;
    write(level, plain ? text : MessageFormat.format(text, parameters), null);
  }

  private void write(Level level, String message, @Nullable Throwable thrown) {
    String time = TIME.format(OffsetDateTime.now());
    var line = new StringBuilder(message.length() + 64);
    if (json.get()) {
      line.append("{\"level\":\"").append(nameOf(level)).append("\",\"msg\":");
      line.append(quoted(message)).append(",\"time\":\"").append(time).append('"');
      if (thrown != null) {
        line.append(",\"error\":").append(quoted(trace(thrown)));
      }
      line.append('}');
    } else {
      line.append("time=\"").append(time).append("\" level=").append(nameOf(level));
      line.append(" msg=").append(quoted(message));
      if (thrown != null) {
        line.append(" error=").append(quoted(trace(thrown)));
      }
    }
    System.err.println(line);
  }

  private static String trace(Throwable thrown) {
    var trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private static String nameOf(Level level) {
    return switch (level) {
      case ALL, TRACE -> "trace";
      case DEBUG -> "debug";
      case INFO -> "info";
      case WARNING -> "warning";
      case ERROR, OFF -> "error";
    };
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + '"';
  }
}
