package havre.runtime.log;

import java.io.IOException;

/// Reads a json-file log.
final class JsonFileReader implements LogReader {
  private final JsonFileLog log;

  JsonFileReader(JsonFileLog log) {
    this.log = log;
  }

  @Override
  public void read(LogQuery query, LogConsumer consumer) throws IOException, InterruptedException {
    try (LogCursor cursor = log.cursor(query.tail(), query.follow())) {
      var reading = new Reading(query, consumer, cursor);
      while (reading.deliver() && query.follow() && consumer.isOpen()) {
        consumer.flush();
        if (!cursor.await()) {
          break;
        }
      }
      consumer.flush();
    }
  }

  /// One call of [#read].
  private static final class Reading {
    private final LogQuery query;
    private final LogConsumer consumer;
    private final LogCursor cursor;
    private final long since;
    private final long until;
    private boolean started;

    Reading(LogQuery query, LogConsumer consumer, LogCursor cursor) {
      this.query = query;
      this.consumer = consumer;
      this.cursor = cursor;
      this.since = query.since() == null ? Long.MIN_VALUE : Rfc3339.nanos(query.since());
      this.until = query.until() == null ? Long.MAX_VALUE : Rfc3339.nanos(query.until());
      this.started = query.since() == null;
    }

    /// Hands over all that is there now.
    ///
    /// @return false when nothing that may come is wanted
    boolean deliver() throws IOException {
      for (LogRecord next = cursor.next(); next != null; next = cursor.next()) {
        if (!started && next.nanos() < since) {
          continue;
        }
        started = true;
        if (until != Long.MAX_VALUE && next.nanos() > until) {
          return false;
        }
        if (wanted(next)) {
          consumer.accept(next);
        }
      }
      return until == Long.MAX_VALUE || Rfc3339.now() <= until;
    }

    private boolean wanted(LogRecord next) {
      return next.isStderr() ? query.stderr() : query.stdout();
    }
  }
}
