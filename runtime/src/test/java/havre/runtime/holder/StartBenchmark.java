package havre.runtime.holder;

import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int SLEEPERS = 20;
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
      printMemory(fixture, out);
    }
    parts.forEach((part, times) -> out.printf("%8d µs  %s%n", median(times), part));
  }

  /// The memory of holders, each with its share of what they share.
  private static void printMemory(ContainerFixture fixture, PrintStream out) throws IOException {
    var containers = new ArrayList<RunningContainer>();
    for (int i = 0; i < SLEEPERS; i++) {
      containers.add(fixture.sh("sleep 1000"));
    }
    var sizes = new ArrayList<Long>();
    for (RunningContainer container : containers) {
      long holder = number("/proc/" + container.pid() + "/status", "PPid:");
      sizes.add(number("/proc/" + holder + "/smaps_rollup", "Pss:"));
    }
    out.printf("%8d kB  memory of a holder, its share of %d%n", median(sizes), SLEEPERS);
  }

  private static long number(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
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
