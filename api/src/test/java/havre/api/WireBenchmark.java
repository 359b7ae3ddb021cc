package havre.api;

import havre.testkit.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Times the API's own part: pings one by one and pipelined, 100 MB of log lines read back. Run by
/// hand; it is no test.
final class WireBenchmark {
  private static final int PINGS = 20_000;
  private static final int BATCH = 1000;
  private static final int LOG_LINES = 1_250_000;
  private static final String PING = "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n";

  private WireBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    System.Logger log = System.getLogger("bench");
    try (var api = new ApiFixture()) {
      for (int round = 0; round < 3; round++) {
        log.log(System.Logger.Level.INFO, pings(api));
        log.log(System.Logger.Level.INFO, pipelined(api));
        log.log(System.Logger.Level.INFO, logs(api));
      }
    }
  }

  private static String pings(ApiFixture api) throws IOException {
    var nanos = new long[PINGS];
    try (RawClient client = api.connect()) {
      int length = client.send(PING).readTo("\r\n\r\nOK").length();
      for (int i = 0; i < PINGS; i++) {
        long start = System.nanoTime();
        client.send(PING).read(length);
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return "ping one by one: median %.1f us, p99 %.1f us"
        .formatted(nanos[PINGS / 2] / 1e3, nanos[PINGS * 99 / 100] / 1e3);
  }

  private static String pipelined(ApiFixture api) throws IOException {
    byte[] batch = PING.repeat(BATCH).getBytes(StandardCharsets.US_ASCII);
    try (RawClient client = api.connect()) {
      int length = client.send(PING).readTo("\r\n\r\nOK").length();
      long start = System.nanoTime();
      for (int i = 0; i < PINGS / BATCH; i++) {
        client.send(batch).read(length * BATCH);
      }
      return "ping pipelined: %.0f a second".formatted(PINGS * 1e9 / (System.nanoTime() - start));
    }
  }

  private static String logs(ApiFixture api) throws IOException {
    api.containers.logLines = LOG_LINES;
    try (RawClient client = api.connect()) {
      long start = System.nanoTime();
      client.send(
          "GET /v1.51/containers/a/logs?stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");
      long bytes = client.skipAll();
      return "logs: %d MB in %.2f s"
          .formatted(bytes / 1_000_000, (System.nanoTime() - start) / 1e9);
    }
  }
}
