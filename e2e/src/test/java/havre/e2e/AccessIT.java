package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the daemon tells of itself and of its callers.
class AccessIT {
  @TempDir private Path folder;

  @Test
  void servesMetricsAndRecordsCalls() throws Exception {
    int port = freePort();
    Path audit = folder.resolve("audit.log");
    try (DaemonUnderTest daemon =
        DaemonUnderTest.withBusybox(
            "--metrics-addr", "127.0.0.1:" + port, "--audit-log", audit.toString())) {
      daemon.docker("run", "-d", "--name", "seen", "busybox", "sleep", "600").mustSucceed();
      String page = metrics(port);
      assertThat(page)
          .contains("engine_daemon_container_states_containers{state=\"running\"} 1\n")
          .contains("engine_daemon_container_actions_seconds_count{action=\"start\"} 1\n")
          .contains("engine_daemon_engine_info{")
          .containsPattern(
              "havre_container_memory_usage_bytes\\{id=\"[0-9a-f]{64}\",name=\"/?seen\"");
      assertThat(Files.readString(audit))
          .contains("\"method\":\"POST\"")
          .contains("/containers/create?name=seen\",\"status\":201}");
    }
  }

  private static String metrics(int port) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString()).body();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
