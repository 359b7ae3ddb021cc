package havre.engine.stream;

import static java.lang.System.Logger.Level.DEBUG;

import havre.engine.container.LogRequest;
import havre.engine.container.LogSession;
import havre.runtime.log.LogConsumer;
import havre.runtime.log.LogQuery;
import havre.runtime.log.LogReader;
import havre.runtime.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A reader of a container's log file. Each record is one write, and so one frame where streams are
/// multiplexed: clients take a frame for a line. Those of a terminal are written together.
public final class FileLogSession implements LogSession {
  private static final System.Logger LOG = System.getLogger(FileLogSession.class.getName());

  private final LogReader reader;
  private final LogRequest request;
  private final boolean tty;
  private volatile boolean open = true;

  public FileLogSession(LogReader reader, LogRequest request, boolean tty) {
    this.reader = reader;
    this.request = request;
    this.tty = tty;
  }

  @Override
  public boolean tty() {
    return tty;
  }

  @Override
  public void copy(OutputStream stdout, OutputStream stderr) {
    var query =
        new LogQuery(
            request.stdout(),
            request.stderr(),
            (int) Math.max(-1, Math.min(Integer.MAX_VALUE, request.tail())),
            request.since(),
            request.until(),
            request.follow());
    try {
      reader.read(query, new Copy(stdout, stderr));
    } catch (IOException e) {
      LOG.log(DEBUG, "a reader of a log is gone: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    open = false;
  }

  private final class Copy implements LogConsumer {
    private static final int LIMIT = 64 << 10;

    private final OutputStream stdout;
    private final OutputStream stderr;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(2 * LIMIT);
    private final TimePrefix time = new TimePrefix();
    private boolean pendingStderr;

    Copy(OutputStream stdout, OutputStream stderr) {
      this.stdout = stdout;
      this.stderr = stderr;
    }

    @Override
    public void accept(LogRecord entry) throws IOException {
      boolean batched = tty && !request.timestamps() && !request.details();
      if (pending.size() > 0 && (!batched || entry.isStderr() != pendingStderr)) {
        send();
      }
      pendingStderr = entry.isStderr();
      if (request.timestamps()) {
        pending.writeBytes(time.of(entry.nanos()));
      }
      if (request.details()) {
        pending.writeBytes(details(entry.attributes()));
      }
      pending.write(entry.bytes(), entry.offset(), entry.length());
      if (pending.size() >= LIMIT) {
        send();
      }
    }

    @Override
    public void flush() throws IOException {
      send();
      stdout.flush();
      stderr.flush();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    private void send() throws IOException {
      pending.writeTo(pendingStderr ? stderr : stdout);
      pending.reset();
    }

    private static byte[] details(Map<String, String> attributes) {
      String text =
          new TreeMap<>(attributes)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + "=" + entry.getValue())
                  .collect(Collectors.joining(",", "", " "));
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
