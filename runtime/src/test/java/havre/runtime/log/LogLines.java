package havre.runtime.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// Collects the lines that a reader hands over.
public final class LogLines implements LogConsumer {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Predicate<List<String>> enough;

  public LogLines() {
    this(lines -> false);
  }

  /// Stops a following read when it has enough.
  public LogLines(Predicate<List<String>> enough) {
    this.enough = enough;
  }

  public static List<String> of(JsonFileLog log, LogQuery query) {
    var lines = new LogLines();
    try {
      log.reader().read(query, lines);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
    return lines.lines();
  }

  public List<String> lines() {
    return lines;
  }

  @Override
  public void accept(LogRecord entry) {
    lines.add(
        new String(entry.bytes(), entry.offset(), entry.length(), StandardCharsets.UTF_8).strip());
  }

  @Override
  public void flush() {}

  @Override
  public boolean isOpen() {
    return !enough.test(lines);
  }
}
