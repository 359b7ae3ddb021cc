package havre.registryclient;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// When to ask again: after broken connections and answers that will pass, with pauses that grow or
/// that the registry names.
final class Retries {
  static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private Retries() {}

  /// Whether an answer of this status may be another one later.
  static boolean isPassing(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /// What the registry asks for, or twice the pause before.
  static Duration pause(HttpResponse<?> response, int attempt) {
    String text = response.headers().firstValue("Retry-After").orElse("");
    try {
      return Duration.ofSeconds(Math.clamp(Long.parseLong(text), 0, LONGEST_PAUSE.toSeconds()));
    } catch (NumberFormatException e) {
      return pause(attempt);
    }
  }

  static Duration pause(int attempt) {
    return FIRST_PAUSE.multipliedBy(1L << attempt);
  }

  static void await(Duration pause) throws IOException {
    LockSupport.parkNanos(pause.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("context canceled");
    }
  }
}
