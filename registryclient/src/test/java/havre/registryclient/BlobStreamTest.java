package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import havre.common.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blobs from registries that break off, lie, or never end.
class BlobStreamTest {
  @TempDir Path folder;

  private final byte[] content = new byte[300_000];
  private final Registries registries = new Registries(FakeRegistry.settings());
  private final AtomicLong sent = new AtomicLong();
  private Digest digest;

  @BeforeEach
  void fill() {
    new Random(7).nextBytes(content);
    digest = Digest.sha256(content);
  }

  @AfterEach
  void close() {
    registries.close();
  }

  private BlobStream blob(FakeRegistry registry) throws IOException {
    return registries
        .repository(registry.name("app"), Credentials.NONE, "pull")
        .blob(digest, content.length, folder.resolve("part"));
  }

  /// Sends what is asked for, but at most so many bytes.
  private void sendAtMost(HttpExchange exchange, int most) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
    int end = Math.min(content.length, from + most);
    exchange.getResponseBody().write(content, from, end - from);
    sent.addAndGet(end - from);
    if (end < content.length) {
      exchange.getResponseBody().flush();
      throw new IOException("broken off");
    }
  }

  @Test
  void goesOnWhereAConnectionBroke() throws Exception {
    try (var registry = new FakeRegistry(exchange -> sendAtMost(exchange, 100_000));
        BlobStream blob = blob(registry)) {
      assertThat(blob.readAllBytes()).isEqualTo(content);
      assertThat(sent.get()).isLessThan(content.length * 11L / 10);
      assertThat(folder.resolve("part")).doesNotExist();
    }
  }

  @Test
  void goesOnFromWhatWasKept() throws Exception {
    try (var registry = new FakeRegistry(exchange -> sendAtMost(exchange, content.length))) {
      try (BlobStream blob = blob(registry)) {
        assertThat(blob.readNBytes(120_000)).hasSize(120_000);
      }
      long kept = Files.size(folder.resolve("part"));
      assertThat(kept).isEqualTo(120_000);
      sent.set(0);
      try (BlobStream blob = blob(registry)) {
        assertThat(blob.readAllBytes()).isEqualTo(content);
        assertThat(blob.resumedAt()).isEqualTo(kept);
      }
      assertThat(sent).hasValue(content.length - kept);
    }
  }

  @Test
  void findsThatWhatWasKeptIsDamaged() throws Exception {
    Files.write(folder.resolve("part"), new byte[1000]);
    try (var registry = new FakeRegistry(exchange -> sendAtMost(exchange, content.length))) {
      try (BlobStream blob = blob(registry)) {
        assertThatThrownBy(blob::readAllBytes)
            .isInstanceOf(BlobStream.WrongDigestException.class)
            .hasMessage("filesystem layer verification failed for digest " + digest);
      }
      try (BlobStream blob = blob(registry)) {
        assertThat(blob.readAllBytes()).isEqualTo(content);
      }
    }
  }

  @Test
  void readsNoMoreThanTheSize() throws Exception {
    var chunks = new AtomicInteger();
    try (var registry =
            new FakeRegistry(exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(content);
              while (chunks.incrementAndGet() < 10_000) {
                exchange.getResponseBody().write(new byte[1 << 16]);
              }
            });
        BlobStream blob = blob(registry)) {
      assertThat(blob.readAllBytes()).isEqualTo(content);
    }
    assertThat(chunks.get()).isLessThan(10_000);
  }

  @Test
  void takesARegistryThatKnowsNoRanges() throws Exception {
    Files.write(folder.resolve("part"), Arrays.copyOf(content, 5000));
    try (var registry = new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, content));
        BlobStream blob = blob(registry)) {
      assertThat(blob.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void givesUpOnOneThatAlwaysBreaks() throws Exception {
    try (var registry = new FakeRegistry(exchange -> sendAtMost(exchange, 10));
        BlobStream blob = blob(registry)) {
      assertThatThrownBy(blob::readAllBytes).isInstanceOf(IOException.class);
    }
  }
}
