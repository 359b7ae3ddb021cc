package havre.runtime.holder;

import havre.runtime.SandboxNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Prints where the time of a start goes: the median of each part, in microseconds. Run as root in
/// namespaces of its own, with the test class path.
public final class StartBenchmark {
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 100;

  /// Long enough that nothing in the kernel is still warm from the start before.
  private static final Duration PAUSE = Duration.ofMillis(Long.getLong("pause", 150));

  private final Map<String, List<Long>> parts = new LinkedHashMap<>();
  private long last;

  private StartBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    new StartBenchmark().run(System.out);
  }

  private void run(PrintStream out) throws IOException, InterruptedException {
    try (var fixture = new ContainerFixture()) {
      fixture.runtime.close();
      fixture.runtime = fixture.open(this::done);
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        if (i == WARM_UP) {
          parts.clear();
        }
        once(fixture);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    parts.forEach((part, times) -> out.printf("%8d µs  %s%n", median(times), part));
  }

  private void once(ContainerFixture fixture) throws InterruptedException {
    var launch = fixture.launch(fixture.process("true").build()).build();
    long begin = System.nanoTime();
    last = begin;
    var container = fixture.runtime.start(launch, SandboxNetwork.NONE);
    add("whole start", begin);
    last = System.nanoTime();
    container.awaitExit();
    done("exit seen");
    container.release();
    done("released");
  }

  private synchronized void done(String part) {
    add(part, last);
    last = System.nanoTime();
  }

  private synchronized void add(String part, long since) {
    parts
        .computeIfAbsent(part, key -> Collections.synchronizedList(new ArrayList<>()))
        .add((System.nanoTime() - since) / 1000);
  }

  private static long median(List<Long> times) {
    var sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
