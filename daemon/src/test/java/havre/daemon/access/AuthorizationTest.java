package havre.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import havre.client.http.Endpoint;
import havre.client.http.HttpClient;
import havre.client.http.HttpRequest;
import havre.client.http.HttpResponse;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AuthorizationTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;
  private final Queue<JsonNode> questions = new ConcurrentLinkedQueue<>();
  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private HttpServer plugin;
  private HttpServer daemon;
  private Authorization authorization;

  @BeforeEach
  void start() {
    plugin =
        listen(
            folder.resolve("judge.sock"),
            (request, response) -> {
              JsonNode question = MAPPER.readTree(request.body().readAllBytes());
              Map<String, Object> answer =
                  switch (request.path()) {
                    case "/Plugin.Activate" -> Map.of("Implements", List.of("authz"));
                    default -> judge(request.path(), question);
                  };
              response.send(200, "application/json", MAPPER.writeValueAsBytes(answer));
            });
    authorization =
        Authorization.of(
            List.of("judge"),
            new PluginFiles(List.of(folder)),
            (request, response) -> {
              served.add(new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
              response.send(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            });
    daemon =
        listen(
            folder.resolve("d.sock"),
            AuditLog.open(folder.resolve("audit"), authorization, Clock.systemUTC()));
  }

  private Map<String, Object> judge(String path, JsonNode question) {
    questions.add(question);
    byte[] body = Base64.getDecoder().decode(question.path("RequestBody").asText());
    boolean bad = new String(body, StandardCharsets.UTF_8).contains("bad");
    boolean badAnswer =
        path.endsWith("AuthZRes") && question.path("RequestUri").asText().contains("secret");
    return Map.of("Allow", !bad && !badAnswer, "Msg", "not today");
  }

  private HttpServer listen(Path socket, havre.transport.Handler handler) {
    return HttpServer.start(
        List.of(new ListenAddress.UnixSocket(socket, null)), handler, ServerLimits.standard());
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
    plugin.close();
    authorization.close();
  }

  @Test
  void whatIsAllowedIsServedWithItsBody() throws IOException {
    try (HttpResponse response = ask("/v1.51/containers/create", "{\"good\":1}", false)) {
      assertThat(response.status()).isEqualTo(200);
    }
    assertThat(served).containsExactly("{\"good\":1}");
    assertThat(questions).hasSize(2);
    assertThat(questions.peek().path("RequestUri").asText()).isEqualTo("/v1.51/containers/create");
    assertThat(questions.peek().path("RequestMethod").asText()).isEqualTo("POST");
  }

  @Test
  void aChunkedBodyIsSeenToo() throws IOException {
    assertThat(denied(ask("/containers/create", "{\"bad\":1}", true)))
        .isEqualTo("authorization denied by plugin judge: not today");
    assertThat(served).isEmpty();
  }

  @Test
  void aLongBodyIsSeenToItsEnd() throws IOException {
    String body = "{\"a\":\"" + "x".repeat(2 << 20) + "\",\"bad\":1}";
    assertThat(denied(ask("/containers/create", body, false)))
        .isEqualTo("authorization denied by plugin judge: not today");
    assertThat(served).isEmpty();
  }

  @Test
  void anAnswerCanBeWithheld() throws IOException {
    assertThat(denied(ask("/secret", "{}", false)))
        .isEqualTo("authorization denied by plugin judge: not today");
  }

  @Test
  void aPluginThatIsGoneDenies() throws IOException {
    plugin.close();
    try (HttpResponse response = ask("/containers/create", "{}", false)) {
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.text()).contains("plugin judge failed with error: ");
    }
    assertThat(served).isEmpty();
  }

  @Test
  void everyCallIsRecorded() throws IOException {
    ask("/one?x=1", "{}", false).close();
    ask("/two", "{\"bad\":1}", false).close();
    List<String> lines = Files.readAllLines(folder.resolve("audit"));
    assertThat(lines).hasSize(2);
    assertThat(MAPPER.readTree(lines.getFirst()).path("uri").asText()).isEqualTo("/one?x=1");
    assertThat(MAPPER.readTree(lines.getLast()).path("status").asInt()).isEqualTo(403);
  }

  private HttpResponse ask(String target, String body, boolean chunked) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var client = new HttpClient(new Endpoint.Unix(folder.resolve("d.sock").toString()));
    var request = new HttpRequest("POST", target);
    return client.exchange(
        chunked
            ? request.body("application/json", new ByteArrayInputStream(bytes))
            : request.body("application/json", bytes));
  }

  private static String denied(HttpResponse response) throws IOException {
    try (response) {
      assertThat(response.status()).isEqualTo(403);
      return MAPPER.readTree(response.text()).path("message").asText();
    }
  }
}
