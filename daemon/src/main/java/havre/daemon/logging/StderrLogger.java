package havre.daemon.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Writes one line an event; a stack trace becomes part of it, with its line ends escaped.
final class StderrLogger implements System.Logger {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX");

  private final String name;
  private final AtomicReference<Level> threshold;

  StderrLogger(String name, AtomicReference<Level> threshold) {
    this.name = name;
    this.threshold = threshold;
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

  private static void write(Level level, String message, @Nullable Throwable thrown) {
    var line = new StringBuilder(message.length() + 64);
    line.append("time=\"").append(TIME.format(OffsetDateTime.now())).append("\" level=");
    line.append(nameOf(level)).append(" msg=").append(quoted(message));
    if (thrown != null) {
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      line.append(" error=").append(quoted(trace.toString()));
    }
    System.err.println(line);
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
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
