package havre.runtime.log.remote;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import havre.runtime.log.JsonFileLog;
import havre.runtime.log.LogConsumer;
import havre.runtime.log.LogQuery;
import havre.runtime.log.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/// Follows a container's log file and sends each record on. The file is the buffer between both: a
/// remote that is slow or away holds up neither the container nor the readers of its log.
public final class LogForwarder implements Runnable {
  private static final System.Logger LOG = System.getLogger(LogForwarder.class.getName());
  private static final int ATTEMPTS = 10;
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final JsonFileLog log;
  private final RemoteLog remote;
  private final Instant since;

  /// @param since nothing older is sent
  public LogForwarder(JsonFileLog log, RemoteLog remote, Instant since) {
    this.log = log;
    this.remote = remote;
    this.since = since;
  }

  /// Sends until the container's output has ended.
  @Override
  public void run() {
    try (remote) {
      log.reader().read(new LogQuery(true, true, -1, since, null, true), new Sender());
    } catch (IOException e) {
      LOG.log(WARNING, "log " + log.file() + " is sent on no more: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Sender implements LogConsumer {
    private boolean away;

    @Override
    public void accept(LogRecord entry) throws IOException {
      int length = entry.length();
      if (length > 0 && entry.bytes()[entry.offset() + length - 1] == '\n') {
        length--;
      }
      if (length == 0) {
        return;
      }
      String line = new String(entry.bytes(), entry.offset(), length, UTF_8);
      send(entry.isStderr(), line, entry.nanos());
    }

    /// A remote that has been away for long gets each record once only, so that this ends.
    private void send(boolean stderr, String line, long nanos) throws IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          if (attempt > 1 || away) {
            remote.connect();
          }
          remote.send(stderr, line, nanos);
          away = false;
          return;
        } catch (IOException e) {
          if (away || attempt == ATTEMPTS) {
            if (!away) {
              LOG.log(WARNING, "log " + log.file() + " cannot be sent on: " + e.getMessage());
            }
            away = true;
            return;
          }
          pause();
        }
      }
    }

    /// A back-off, not a wait for a state.
    private static void pause() throws IOException {
      LockSupport.parkNanos(BETWEEN.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
    }

    @Override
    public void flush() {}
  }
}
