package havre.daemon.metrics;

import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Pattern;

/// Measures how long containers' actions take, with the names and the buckets of Docker's metrics.
public final class ActionTimes implements Handler {
  private static final String NAME = "engine_daemon_container_actions_seconds";
  private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  private static final double NANOS = 1e9;
  private static final Pattern ONE = Pattern.compile("(?:/v[0-9.]+)?/containers/[^/]+(/\\w+)?");
  private static final Pattern CREATE = Pattern.compile("(?:/v[0-9.]+)?/containers/create");
  private static final Pattern COMMIT = Pattern.compile("(?:/v[0-9.]+)?/commit");

  private final Handler served;
  private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();

  public ActionTimes(Handler served) {
    this.served = served;
  }

  /// Counts up to each bound, then all, then the sum in nanoseconds.
  private record Histogram(AtomicLongArray cells) {
    Histogram() {
      this(new AtomicLongArray(BOUNDS.length + 2));
    }

    void add(long nanos) {
      for (int i = 0; i < BOUNDS.length; i++) {
        if (nanos / NANOS <= BOUNDS[i]) {
          cells.incrementAndGet(i);
        }
      }
      cells.incrementAndGet(BOUNDS.length);
      cells.addAndGet(BOUNDS.length + 1, nanos);
    }
  }

  @Override
  public void handle(Request request, Response response) throws IOException, InterruptedException {
    Optional<String> action = action(request.method(), request.path());
    long begun = System.nanoTime();
    try {
      served.handle(request, response);
    } finally {
      action.ifPresent(name ->
          histograms.computeIfAbsent(name, _ -> new Histogram()).add(System.nanoTime() - begun));
    }
  }

  static Optional<String> action(String method, String path) {
    if (method.equals("POST") && CREATE.matcher(path).matches()) {
      return Optional.of("create");
    }
    if (method.equals("POST") && COMMIT.matcher(path).matches()) {
      return Optional.of("commit");
    }
    var one = ONE.matcher(path);
    if (!one.matches()) {
      return Optional.empty();
    }
    String rest = one.group(1) == null ? "" : one.group(1);
    return switch (method + rest) {
      case "DELETE" -> Optional.of("delete");
      case "POST/start" -> Optional.of("start");
      case "GET/changes" -> Optional.of("changes");
      default -> Optional.empty();
    };
  }

  void write(Exposition page) {
    page.describe(
        NAME, "histogram", "The number of seconds it takes to process each container action");
    new TreeMap<>(histograms)
        .forEach((action, histogram) -> {
          for (int i = 0; i < BOUNDS.length; i++) {
            page.sample(
                NAME + "_bucket",
                new TreeMap<>(Map.of("action", action, "le", Double.toString(BOUNDS[i]))),
                histogram.cells().get(i));
          }
          long count = histogram.cells().get(BOUNDS.length);
          page.sample(
              NAME + "_bucket", new TreeMap<>(Map.of("action", action, "le", "+Inf")), count);
          page.sample(
              NAME + "_sum",
              Map.of("action", action),
              histogram.cells().get(BOUNDS.length + 1) / NANOS);
          page.sample(NAME + "_count", Map.of("action", action), count);
        });
  }
}
