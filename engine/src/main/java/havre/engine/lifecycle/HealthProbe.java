package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.Health;
import havre.engine.container.HealthCheck;
import havre.engine.container.StreamSession;
import havre.engine.exec.ExecSpec;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a container's probe once, as an exec of its own.
final class HealthProbe {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);
  private static final int OUTPUT_LIMIT = 4096;
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private final LocalExecs execs;
  private final Clock clock;

  HealthProbe(LocalExecs execs, Clock clock) {
    this.execs = execs;
    this.clock = clock;
  }

  /// The command of a probe; empty where there is none.
  static List<String> command(Container container) {
    HealthCheck check = container.definition().spec().config().healthCheck();
    if (check == null || check.test().isEmpty()) {
      return List.of();
    }
    List<String> rest = check.test().subList(1, check.test().size());
    return switch (check.test().getFirst()) {
      case "CMD" -> rest;
      case "CMD-SHELL" -> {
        var command =
            new ArrayList<>(
                Objects.requireNonNullElse(container.definition().spec().config().shell(), SHELL));
        command.addAll(rest);
        yield List.copyOf(command);
      }
      default -> List.of();
    };
  }

  Health.Probe run(Container container, HealthCheck check, List<String> command) {
    Instant start = clock.instant();
    Duration timeout = check.timeout().isZero() ? DEFAULT_TIMEOUT : check.timeout();
    var output = new Output();
    try {
      String id = execs.create(container.id().value(), spec(command));
      CompletableFuture<Void> end = copy(id, output);
      try {
        end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        execs.killGroup(id);
        await(end);
        String text = output.text();
        return probe(
            start,
            -1,
            "Health check exceeded timeout ("
                + GoDuration.text(timeout)
                + ")"
                + (text.isEmpty() ? "" : ": " + text));
      }
      Integer code = execs.inspect(id).exitCode();
      return probe(start, code == null ? -1 : code, output.text());
    } catch (ExecutionException e) {
      return probe(start, -1, failure(e));
    } catch (HavreException e) {
      return probe(start, -1, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return probe(start, -1, "interrupted");
    }
  }

  private static String failure(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private Health.Probe probe(Instant start, int exitCode, String output) {
    return new Health.Probe(start, clock.instant(), exitCode, output);
  }

  private static ExecSpec spec(List<String> command) {
    return new ExecSpec(command, List.of(), "", "", false, false, false, true, true, "", List.of());
  }

  private CompletableFuture<Void> copy(String id, OutputStream output) {
    var end = new CompletableFuture<Void>();
    Thread.ofVirtual()
        .name("health-" + id.substring(0, 12))
        .start(() -> {
          try (StreamSession session = execs.start(id, false, List.of())) {
            session.copy(null, output, output);
            end.complete(null);
          } catch (RuntimeException e) {
            end.completeExceptionally(e);
          }
        });
    return end;
  }

  /// A process that the kernel holds is not waited for.
  private static void await(CompletableFuture<Void> end) throws InterruptedException {
    try {
      end.get(AFTER_KILL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return;
    }
  }

  /// The first bytes of what a probe prints; the rest is dropped.
  private static final class Output extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    @Override
    public synchronized void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      int fits = Math.min(length, OUTPUT_LIMIT - kept.size());
      kept.write(bytes, offset, fits);
      truncated |= fits < length;
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8) + (truncated ? "..." : "");
    }
  }
}
