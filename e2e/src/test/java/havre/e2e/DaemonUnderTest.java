package havre.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A real `havred` with a data root, an exec root, a socket and a cgroup of its own, in the
/// namespaces of the test's JVM.
///
/// It can be killed and started again on the same roots. [#close] removes every container, ends the
/// daemon and takes away what it made.
final class DaemonUnderTest implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("havre.root"));
  private static final Duration START = Duration.ofSeconds(30);

  private final Path work;
  private final String cgroup;
  private final List<String> flags;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final ReentrantLock logging = new ReentrantLock();
  private final Condition logged = logging.newCondition();
  private volatile CountDownLatch listening = new CountDownLatch(1);
  private Process process;

  private DaemonUnderTest(Path work, List<String> flags) {
    this.work = work;
    this.flags = flags;
    this.cgroup = "/havre-e2e-" + work.getFileName();
  }

  /// Starts a daemon that holds no image.
  static DaemonUnderTest empty(String... flags) {
    try {
      Commands.run("ip", "link", "set", "lo", "up");
      // A unix socket's path may have 107 bytes, so the folder is a short one.
      var daemon =
          new DaemonUnderTest(Files.createTempDirectory(Path.of("/tmp"), "he"), List.of(flags));
      daemon.start();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a daemon that holds `busybox`.
  static DaemonUnderTest withBusybox(String... flags) {
    DaemonUnderTest daemon = empty(flags);
    try {
      Path tar = daemon.work.resolve("busybox.tar");
      Commands.run(ROOT.resolve("scripts/busybox-image").toString(), tar.toString());
      daemon
          .docker(
              "import",
              "-c",
              "ENV PATH=/bin",
              "-c",
              "CMD [\"sh\"]",
              tar.toString(),
              "busybox:latest")
          .mustSucceed();
      return daemon;
    } catch (RuntimeException | AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  /// Starts the daemon on its roots and returns when it listens.
  void start() {
    var command = new ArrayList<String>();
    command.add(ROOT.resolve("out/bin/havred").toString());
    command.addAll(List.of("-H", "unix://" + socket(), "--data-root", dataRoot().toString()));
    command.addAll(List.of("--exec-root", execRoot().toString()));
    command.addAll(List.of("--pidfile", work.resolve("pid").toString(), "--cgroup-parent", cgroup));
    command.addAll(flags);
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CountDownLatch latch = listening;
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(() -> readLog(output, latch));
    awaitListening();
    if (!process.isAlive()) {
      throw new AssertionError("havred did not start:\n" + log());
    }
  }

  /// Returns once the daemon that runs, or the one that is started next, listens.
  void awaitListening() {
    try {
      if (!listening.await(START.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("havred did not start:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Ends the daemon as a crash would.
  void kill() {
    listening = new CountDownLatch(1);
    process.destroyForcibly();
    awaitEnd();
  }

  /// Ends the daemon with SIGTERM.
  void stop() {
    listening = new CountDownLatch(1);
    process.destroy();
    awaitEnd();
  }

  Commands.Result docker(String... arguments) {
    return docker(new byte[0], arguments);
  }

  Commands.Result docker(byte[] input, String... arguments) {
    var command = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
    command.addAll(List.of(arguments));
    return Commands.run(input, command);
  }

  /// The real client's classic builder, whatever else the machine has.
  Commands.Result classicBuild(String... arguments) {
    return classicBuild(new byte[0], arguments);
  }

  Commands.Result classicBuild(byte[] input, String... arguments) {
    var command =
        new ArrayList<>(
            List.of("env", "DOCKER_BUILDKIT=0", "docker", "-H", "unix://" + socket(), "build"));
    command.addAll(List.of(arguments));
    return Commands.run(input, command);
  }

  Commands.Result havre(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(ROOT.resolve("out/bin/havre").toString(), "-H", "unix://" + socket()));
    command.addAll(List.of(arguments));
    return Commands.run(new byte[0], command);
  }

  Path socket() {
    return work.resolve("s");
  }

  Path dataRoot() {
    return work.resolve("data");
  }

  Path execRoot() {
    return work.resolve("exec");
  }

  String cgroup() {
    return cgroup;
  }

  long pid() {
    return process.pid();
  }

  /// The lines of its log that tell of errors and warnings.
  String problems() {
    return String.join(
        "\n",
        log.stream()
            .filter(l -> l.contains("level=error") || l.contains("level=warning"))
            .toList());
  }

  /// Returns once a line of its log has that text.
  void awaitLog(String text) {
    long deadline = System.nanoTime() + START.toNanos();
    logging.lock();
    try {
      while (log.stream().noneMatch(line -> line.contains(text))) {
        if (logged.awaitNanos(deadline - System.nanoTime()) <= 0) {
          throw new AssertionError("not logged: " + text + "\n" + log());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      logging.unlock();
    }
  }

  private void add(String line) {
    logging.lock();
    try {
      log.add(line);
      logged.signalAll();
    } finally {
      logging.unlock();
    }
  }

  String log() {
    return String.join("\n", log);
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        List<String> left = docker("ps", "-aq").lines();
        if (!left.isEmpty()) {
          var remove = new ArrayList<>(List.of("rm", "-f", "-v"));
          remove.addAll(left);
          docker(remove.toArray(String[]::new));
        }
        stop();
      }
    } finally {
      Commands.run("rm", "-rf", "--one-file-system", work.toString());
      Cgroups.remove(cgroup);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("havred did not end:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void readLog(BufferedReader output, CountDownLatch listening) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
        if (line.contains("API listen on")) {
          listening.countDown();
        }
      }
    } catch (IOException e) {
      log.add("(log ended: " + e.getMessage() + ")");
    } finally {
      listening.countDown();
    }
  }
}
