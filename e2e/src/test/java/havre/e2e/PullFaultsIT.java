package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pulls that are cut off, lied to, or wanted twice.
class PullFaultsIT {
  private static final int SIZE = 4 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern CURRENT = Pattern.compile("\"current\":(\\d+)");

  private DaemonUnderTest daemon;
  private ScriptedRegistry registry;

  @BeforeEach
  void start() {
    registry = new ScriptedRegistry(SIZE);
    daemon = DaemonUnderTest.empty();
  }

  @AfterEach
  void stop() {
    daemon.close();
    registry.close();
  }

  private String name() {
    return registry.host() + "/app:1";
  }

  /// A pull by the API, whose messages can be read as they come.
  private Process pull() throws IOException {
    return new ProcessBuilder(
            "curl",
            "-sN",
            "-X",
            "POST",
            "--unix-socket",
            daemon.socket().toString(),
            "http://d/v1.51/images/create?tag=1&fromImage=" + registry.host() + "/app")
        .start();
  }

  private static void readUntil(BufferedReader lines, long bytes) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher current = CURRENT.matcher(line);
      if (current.find() && Long.parseLong(current.group(1)) >= bytes) {
        return;
      }
    }
    throw new AssertionError("the pull ended before " + bytes + " bytes had come");
  }

  @Test
  void goesOnAfterTheDaemonWasKilled() throws Exception {
    var held = new CountDownLatch(1);
    registry.sendLayer((exchange, from, content) -> {
      registry.send(exchange, from, SIZE / 2);
      await(held);
    });
    Process pull = pull();
    try (BufferedReader lines = pull.inputReader(StandardCharsets.UTF_8)) {
      readUntil(lines, SIZE / 2 - SIZE / 8);
      daemon.kill();
    } finally {
      pull.destroyForcibly();
      held.countDown();
    }
    var begun = new AtomicInteger(-1);
    registry.sendLayer((exchange, from, content) -> {
      begun.set(from);
      registry.send(exchange, from, content.length);
    });
    daemon.start();
    daemon.docker("pull", name()).mustSucceed();
    assertThat(begun.get()).isBetween(SIZE / 8, SIZE / 2);
    assertThat(downloads()).isEmpty();
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

  private java.util.List<Path> downloads() throws IOException {
    try (Stream<Path> files = Files.list(daemon.dataRoot().resolve("downloads"))) {
      return files.toList();
    }
  }

  @Test
  void fetchesOnceForTwo() throws Exception {
    var asked = new AtomicInteger();
    var both = new CountDownLatch(2);
    registry.sendLayer((exchange, from, content) -> {
      asked.incrementAndGet();
      await(both);
      registry.send(exchange, from, content.length);
    });
    Process one = pull();
    Process other = pull();
    try (BufferedReader first = one.inputReader(StandardCharsets.UTF_8);
        BufferedReader second = other.inputReader(StandardCharsets.UTF_8)) {
      Thread reader = Thread.ofVirtual().start(() -> arrive(second, both));
      arrive(first, both);
      reader.join();
      assertThat(one.waitFor()).isZero();
      assertThat(other.waitFor()).isZero();
    } finally {
      one.destroyForcibly();
      other.destroyForcibly();
    }
    assertThat(asked).hasValue(1);
    assertThat(daemon.docker("images", "-q").lines()).hasSize(1);
  }

  /// Reads all messages; the first about the layer counts.
  private static void arrive(BufferedReader lines, CountDownLatch counted) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        assertThat(line).doesNotContain("\"error\"");
        if (line.contains("Pulling fs layer")) {
          counted.countDown();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void keepsNothingOfALie() throws Exception {
    registry.sendLayer((exchange, from, content) -> {
      byte[] other = content.clone();
      other[content.length / 2] ^= 1;
      exchange.getResponseBody().write(other, from, content.length - from);
    });
    Commands.Result result = daemon.docker("pull", name());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("filesystem layer verification failed for digest sha256:");
    assertThat(daemon.docker("images", "-aq").lines()).isEmpty();
    assertThat(downloads()).isEmpty();
    try (Stream<Path> layers = Files.list(daemon.dataRoot().resolve("layers"))) {
      assertThat(layers.filter(path -> !path.getFileName().toString().startsWith("."))).isEmpty();
    }
    registry.sendLayer((exchange, from, content) -> registry.send(exchange, from, content.length));
    daemon.docker("pull", name()).mustSucceed();
  }

  @Test
  void searchesWhatAHostLists() {
    registry.document(
        "/v1/search",
        """
        {"results":[
         {"name":"team/one","description":"First","star_count":12,"is_official":true},
         {"name":"team/two","description":"Second","star_count":3}]}
        """);
    String term = registry.host() + "/team";
    assertThat(daemon.docker("search", "--format", "{{.Name}} {{.StarCount}}", term).lines())
        .containsExactly("team/one 12", "team/two 3");
    assertThat(
            daemon.docker("search", "-f", "stars=5", "--format", "{{.Description}}", term).lines())
        .containsExactly("First");
    assertThat(
            daemon
                .docker("search", "-f", "is-official=false", "--format", "{{.Name}}", term)
                .lines())
        .containsExactly("team/two");
    assertThat(daemon.docker("search", "--limit", "101", term).err())
        .contains("limit 101 is outside the range of [1, 100]");
  }
}
