package havre.e2e;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A pull whose client, daemon or connection ends again and again.
///
/// `-Dhavre.kills=50` makes it a long one (`scripts/pull-kills`), `-Dhavre.seed=N` repeats one.
class PullKillsIT {
  private static final int KILLS = Integer.getInteger("havre.kills", 4);
  private static final int SIZE = 16 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 60;

  /// What the daemon may not have written yet; a kill loses it.
  private static final int BUFFERED = 64 * 1024;

  private DaemonUnderTest daemon;
  private ScriptedRegistry registry;
  private Process pull;

  @BeforeEach
  void start() {
    registry = new ScriptedRegistry(SIZE);
    daemon = DaemonUnderTest.empty();
  }

  @AfterEach
  void stop() {
    pull.destroyForcibly();
    daemon.close();
    registry.close();
  }

  @Test
  void transfersHardlyAByteTwice() throws Exception {
    long seed = Long.getLong("havre.seed", System.nanoTime());
    var random = new Random(seed);
    var sent = new AtomicLong();
    int[] places = random.ints(KILLS, 1024 * 1024, SIZE).sorted().toArray();
    pull = pull();
    for (int place : places) {
      var over = new CountDownLatch(1);
      var asked = new Semaphore(0);
      registry.sendLayer((exchange, from, content) -> {
        asked.release();
        int end = Math.max(from, place);
        sent.addAndGet(end - from);
        registry.send(exchange, from, end);
        await(over);
      });
      awaitKept(place - BUFFERED);
      switch (random.nextInt(3)) {
        case 0 -> {
          asked.drainPermits();
          pull.destroyForcibly();
          pull = pull();
          await(asked); // the daemon has seen that the first client is gone
        }
        case 1 -> {
          daemon.kill();
          daemon.start();
          asked.drainPermits();
          pull = pull();
          await(asked);
        }
        default -> {} // the connection breaks, the pull goes on by itself
      }
      over.countDown();
    }
    registry.sendLayer((exchange, from, content) -> {
      sent.addAndGet(content.length - from);
      registry.send(exchange, from, content.length);
    });

    daemon.docker("pull", name()).mustSucceed();
    assertThat(sent.get())
        .as("seed %d", seed)
        .isBetween((long) registry.layerSize(), registry.layerSize() * 11L / 10);
    assertThat(daemon.docker("images", "-q").lines()).hasSize(1);
  }

  private String name() {
    return registry.host() + "/app:1";
  }

  private Process pull() throws IOException {
    return new ProcessBuilder("docker", "-H", "unix://" + daemon.socket(), "pull", "-q", name())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// Waits, told of each change of the folder, until the layer has come so far.
  private void awaitKept(long bytes) throws IOException, InterruptedException {
    Path downloads = daemon.dataRoot().resolve("downloads");
    try (WatchService changes = downloads.getFileSystem().newWatchService()) {
      downloads.register(changes, ENTRY_CREATE, ENTRY_MODIFY);
      while (kept() < bytes) {
        WatchKey key = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (key == null) {
          throw new AssertionError("kept " + kept() + " of " + bytes + "\n" + daemon.log());
        }
        key.pollEvents();
        key.reset();
      }
    }
  }

  /// How much of the layer the daemon has on disk.
  private long kept() throws IOException {
    try (Stream<Path> files = Files.list(daemon.dataRoot().resolve("downloads"))) {
      long most = 0;
      for (Path file : files.toList()) {
        most = Math.max(most, Files.size(file));
      }
      return most;
    }
  }

  private static void await(Semaphore asked) throws InterruptedException {
    assertThat(asked.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("asked again").isTrue();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("nobody went on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
