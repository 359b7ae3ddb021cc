package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import havre.common.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blobs that are uploaded in pieces.
class BlobUploadTest {
  private static final int MIB = 1024 * 1024;

  private final Registries registries = new Registries(FakeRegistry.settings());
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    registries.close();
  }

  private BlobUpload upload(FakeRegistry registry) {
    return registries.repository(registry.name("app"), Credentials.NONE, "pull,push").upload();
  }

  private static byte[] content(int length) {
    var content = new byte[length];
    new Random(1).nextBytes(content);
    return content;
  }

  /// Takes what comes; of the second piece only a part, the first time.
  private FakeRegistry registry(AtomicInteger breaks) {
    return new FakeRegistry(exchange -> {
      switch (exchange.getRequestMethod()) {
        case "HEAD" -> FakeRegistry.send(exchange, 404, new byte[0]);
        case "POST" -> located(exchange, 202);
        case "PATCH" -> {
          if (received.size() > 0 && breaks.getAndDecrement() > 0) {
            received.write(exchange.getRequestBody().readNBytes(MIB));
            exchange.close();
            return;
          }
          received.write(exchange.getRequestBody().readAllBytes());
          located(exchange, 202);
        }
        case "GET" -> {
          exchange.getResponseHeaders().set("Range", "0-" + (received.size() - 1));
          located(exchange, 204);
        }
        case "PUT" -> {
          received.write(exchange.getRequestBody().readAllBytes());
          FakeRegistry.send(exchange, 201, new byte[0]);
        }
        default -> FakeRegistry.send(exchange, 204, new byte[0]);
      }
    });
  }

  private static void located(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("Location", "/v2/app/blobs/uploads/1");
    FakeRegistry.send(exchange, status, new byte[0]);
  }

  @Test
  void sendsASmallBlobAtOnce() {
    byte[] content = content(100_000);
    try (FakeRegistry registry = registry(new AtomicInteger());
        BlobUpload upload = upload(registry)) {
      upload.write(content, 0, content.length);
      assertThat(upload.finish())
          .isEqualTo(new BlobUpload.Uploaded(Digest.sha256(content), content.length, false));
      assertThat(received.toByteArray()).isEqualTo(content);
      assertThat(registry.requests())
          .extracting(request -> request.split(" ", 2)[0])
          .containsExactly("HEAD", "POST", "PUT");
    }
  }

  @Test
  void goesOnWhereTheRegistryHasGotTo() {
    byte[] content = content(20 * MIB);
    try (FakeRegistry registry = registry(new AtomicInteger(1));
        BlobUpload upload = upload(registry)) {
      upload.write(content, 0, content.length);
      assertThat(upload.finish().digest()).isEqualTo(Digest.sha256(content));
      assertThat(received.toByteArray()).isEqualTo(content);
      assertThat(registry.requests())
          .extracting(request -> request.split(" ", 2)[0])
          .containsExactly("POST", "PATCH", "PATCH", "GET", "PATCH", "PATCH", "PUT");
    }
  }

  @Test
  @Timeout(30)
  void isMadeWhileItIsSent() throws Exception {
    byte[] content = content(17 * MIB);
    var made = new CountDownLatch(1);
    try (var registry =
            new FakeRegistry(exchange -> {
              if (exchange.getRequestMethod().equals("PATCH")) {
                await(made);
              }
              received.write(exchange.getRequestBody().readAllBytes());
              located(exchange, exchange.getRequestMethod().equals("PUT") ? 201 : 202);
            });
        BlobUpload upload = upload(registry)) {
      upload.write(content, 0, 16 * MIB); // the second piece is full before the first one is sent
      made.countDown();
      upload.write(content, 16 * MIB, MIB);
      assertThat(upload.finish().size()).isEqualTo(content.length);
      assertThat(received.toByteArray()).isEqualTo(content);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void takesBackWhatWasNotFinished() {
    byte[] content = content(9 * MIB);
    try (FakeRegistry registry = registry(new AtomicInteger())) {
      try (BlobUpload upload = upload(registry)) {
        upload.write(content, 0, content.length);
      }
      assertThat(registry.requests())
          .containsExactly(
              "POST /v2/app/blobs/uploads/",
              "PATCH /v2/app/blobs/uploads/1",
              "DELETE /v2/app/blobs/uploads/1");
    }
  }

  @Test
  void tellsThatAnUploadIsForgotten() {
    byte[] forgotten =
        "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\",\"message\":\"gone\"}]}".getBytes();
    var answer = new AtomicInteger();
    try (var registry =
            new FakeRegistry(exchange -> {
              if (answer.getAndIncrement() == 0) {
                located(exchange, 202);
              } else {
                exchange.getRequestBody().readAllBytes();
                FakeRegistry.send(exchange, 404, forgotten);
              }
            });
        BlobUpload upload = upload(registry)) {
      byte[] content = content(9 * MIB);
      upload.write(content, 0, content.length);
      assertThatThrownBy(upload::finish)
          .isInstanceOfSatisfying(
              RegistryException.class, e -> assertThat(e.code()).isEqualTo("BLOB_UPLOAD_UNKNOWN"));
    }
  }
}
