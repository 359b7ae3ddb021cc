package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A daemon that is killed with -9 under load.
class CrashIT {
  private static final int CONTAINERS = 300;
  private static final int WORKERS = 8;

  /// That are started between two kills at least, so that there is headway on a busy machine too.
  private static final int HEADWAY = 6;

  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  /// Each container ends with an exit code that its name tells, or runs until it is killed. Clients
  /// whose request died with the daemon ask again, as a user would.
  @Test
  void accountsForEveryContainerAndLeavesNothing() throws Exception {
    daemon.docker("run", "--rm", "busybox", "true").mustSucceed();
    Map<String, Long> before = Leaks.count(daemon);
    long descriptors = Leaks.descriptors(daemon);
    var next = new AtomicInteger();
    var done = new AtomicBoolean();
    var started = new Semaphore(0);
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> killer = workers.submit(() -> killEverySecond(done, started));
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < WORKERS; i++) {
        running.add(workers.submit(() -> startContainers(next, started)));
      }
      try {
        for (Future<?> worker : running) {
          worker.get(7, TimeUnit.MINUTES);
        }
      } finally {
        next.set(CONTAINERS);
        done.set(true);
        started.release(HEADWAY);
      }
      killer.get(1, TimeUnit.MINUTES);
    }

    for (String name : daemon.docker("ps", "-a", "--format", "{{.Names}}").lines()) {
      if (name.startsWith("s")) {
        daemon.docker("kill", name);
      }
    }
    Map<String, String> states = states();
    assertThat(missing(states)).as(daemon.problems()).isEmpty();
    states.forEach((name, state) ->
        assertThat(state)
            .as(name)
            .isEqualTo("exited " + (name.startsWith("s") ? 137 : exitCodeOf(name))));

    var remove = new ArrayList<>(List.of("rm", "-f"));
    remove.addAll(states.keySet());
    daemon.docker(remove.toArray(String[]::new)).mustSucceed();
    daemon.stop();
    daemon.start();
    daemon.docker("run", "--rm", "busybox", "true").mustSucceed();
    assertThat(Leaks.count(daemon)).isEqualTo(before);
    assertThat(Leaks.descriptors(daemon)).isLessThan(descriptors + 30);
  }

  private static Void killEverySecond(AtomicBoolean done, Semaphore started) throws Exception {
    while (!done.get()) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      started.acquire(HEADWAY);
      started.drainPermits();
      daemon.kill();
      daemon.start();
    }
    return null;
  }

  private static Void startContainers(AtomicInteger next, Semaphore started) {
    for (int i = next.getAndIncrement(); i < CONTAINERS; i = next.getAndIncrement()) {
      String name = nameOf(i);
      String command = isSleeper(i) ? "exec sleep 1000" : "exit " + exitCodeOf(name);
      untilItHolds(() -> {
        Commands.Result create =
            daemon.docker("create", "--name", name, "busybox", "sh", "-c", command);
        boolean there = daemon.docker("inspect", "-f", "{{.Id}}", name).exitCode() == 0;
        return there ? "" : create.err();
      });
      untilItHolds(() -> {
        String state = stateOf(name); // empty while no daemon answers
        if (!state.isEmpty() && !state.equals("created")) {
          return "";
        }
        return "start " + name + ": " + daemon.docker("start", name).err();
      });
      started.release();
    }
    return null;
  }

  /// Asks only while a daemon listens: clients that are refused at once would leave a daemon that
  /// starts hardly any time on two cores.
  ///
  /// @param missing tells what is amiss; empty when it holds
  private static void untilItHolds(Supplier<String> missing) {
    var seen = new ArrayList<String>();
    for (int attempt = 0; attempt < 50; attempt++) {
      daemon.awaitListening();
      String amiss = missing.get();
      if (amiss.isEmpty()) {
        return;
      }
      seen.add(amiss);
    }
    throw new AssertionError(String.join("\n", seen) + "\n" + daemon.problems());
  }

  private static int exitCodeOf(String name) {
    return Integer.parseInt(name.substring(1)) % 100;
  }

  private static List<String> missing(Map<String, String> states) {
    return java.util.stream.IntStream.range(0, CONTAINERS)
        .mapToObj(CrashIT::nameOf)
        .filter(name -> !states.containsKey(name))
        .toList();
  }

  /// No name may look like the beginning of an id, by which clients find containers too.
  private static String nameOf(int number) {
    return (isSleeper(number) ? "s" : "w") + number;
  }

  private static boolean isSleeper(int number) {
    return number % 5 == 0;
  }

  private static String stateOf(String name) {
    return daemon.docker("inspect", "-f", "{{.State.Status}}", name).out().trim();
  }

  private static Map<String, String> states() {
    var states = new HashMap<String, String>();
    List<String> names = daemon.docker("ps", "-aq").lines();
    for (int i = 0; i < names.size(); i += 50) {
      var inspect =
          new ArrayList<>(
              List.of("inspect", "-f", "{{.Name}} {{.State.Status}} {{.State.ExitCode}}"));
      inspect.addAll(names.subList(i, Math.min(i + 50, names.size())));
      for (String line : daemon.docker(inspect.toArray(String[]::new)).mustSucceed().lines()) {
        String[] words = line.split(" ", 2);
        states.put(words[0].substring(1), words[1]);
      }
    }
    return states;
  }
}
