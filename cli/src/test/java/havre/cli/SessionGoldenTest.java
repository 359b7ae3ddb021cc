package havre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import havre.client.http.Endpoint;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Command lines print what Docker's command line prints, ask the engine the same, and end with the
/// same exit codes. The goldens were recorded from the real one by
/// `src/test/dev/record_session.py`.
class SessionGoldenTest {
  /// What Havre guesses that somebody meant; Docker says less.
  private static final Pattern GUESS =
      Pattern.compile("Did you mean ((this|one of these)\\?\n(    .*\n)+\n|.*\\?\n)");

  /// Docker looks also for plugins and Swarm's objects, and waits before it knows what to attach
  /// to.
  private static final Pattern NOT_ASKED =
      Pattern.compile("/plugins/|^GET /info$|^POST /containers/(old|paused)/wait$");

  /// Docker's remark on its own builder.
  private static final Pattern DEPRECATED = Pattern.compile("DEPRECATED: The legacy(.*\n)+?\n");

  /// Who we are.
  private static final Pattern CLIENT = Pattern.compile("^Client:(.*\n)+?\n");

  @TempDir Path folder;
  private FakeEngine engine;

  @BeforeEach
  void prepare() throws IOException {
    engine = new FakeEngine(folder);
    try (var in = SessionGoldenTest.class.getResourceAsStream("session-answers.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (JsonObject answer : ((JsonArray) JsonReader.parse(text)).objects()) {
        engine.answer(
            answer.string("request"),
            (int) answer.number("status"),
            answer.has("type") ? answer.string("type") : "application/json",
            body(answer));
      }
    }
  }

  private static byte[] body(JsonObject answer) {
    if (answer.has("base64")) {
      return Base64.getDecoder().decode(answer.string("base64"));
    }
    String text =
        answer.has("text")
            ? answer.string("text")
            : answer.has("json") ? String.valueOf(answer.get("json")) : "";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @AfterEach
  void end() throws IOException {
    engine.close();
  }

  @TestFactory
  Stream<DynamicTest> doesWhatDockerDoes() throws IOException {
    return tests("session-golden.jsonl");
  }

  @TestFactory
  Stream<DynamicTest> executesTemplatesAsDockerDoes() throws IOException {
    return tests("template-golden.jsonl");
  }

  private Stream<DynamicTest> tests(String goldens) throws IOException {
    return Golden.read(goldens).stream()
        .map(golden ->
            DynamicTest.dynamicTest(
                String.join(" ", golden.array("arguments").strings()), () -> check(golden)));
  }

  private void check(JsonObject golden) {
    int before = engine.requests().size();
    List<String> arguments = golden.array("arguments").strings();
    var runner = new CliRunner(folder);
    if (golden.bool("host")) {
      runner.with("DOCKER_HOST", engine.host());
    }
    var result = runner.run(arguments, "");
    assertThat(Golden.withoutOwn(GUESS.matcher(result.err()).replaceFirst("")))
        .as("error output")
        .isEqualTo(DEPRECATED.matcher(ours(golden.string("stderr"))).replaceFirst(""));
    assertThat(aligned(result.out()))
        .as("output")
        .isEqualTo(aligned(ours(golden.string("stdout"))));
    assertThat(result.exit()).as("exit code").isEqualTo((int) golden.number("exit"));
    assertThat(engine.requests().stream().skip(before).map(SessionGoldenTest::sent).toList())
        .as("requests")
        .containsExactlyInAnyOrderElementsOf(
            golden.array("requests").strings().stream()
                .filter(request ->
                    !NOT_ASKED.matcher(request).find()
                        || isAbout(golden, "info")
                        || isAbout(golden, "wait"))
                .map(this::sorted)
                .toList());
  }

  /// The default host has another length than Docker's, and so have columns with it.
  private static String aligned(String text) {
    return CLIENT.matcher(text).find()
        ? CLIENT.matcher(text).replaceFirst("")
        : text.contains(Endpoint.DEFAULT.toString()) || text.startsWith("NAME ")
            ? text.replaceAll(" {3,}", "   ")
            : text;
  }

  private static boolean isAbout(JsonObject golden, String word) {
    return golden.array("arguments").strings().contains(word);
  }

  private String ours(String text) {
    return Golden.ours(text.replace("@FOLDER@", folder.toString()))
        .replaceAll("\033\\[[0-9]+m", "")
        .replace("\nSRun", "\nRun")
        .replace("\"config\", ", "")
        .replace("\"node\", \"plugin\", \"secret\", \"service\", \"task\", ", "")
        .replace("\\u003cIN MEMORY\\u003e", "<IN MEMORY>")
        .replace("unix:///var/run/docker.sock", Endpoint.DEFAULT.toString());
  }

  private static String sent(FakeEngine.Request request) {
    return sortedQuery(request.method() + " " + request.path());
  }

  private String sorted(String request) {
    return sortedQuery(request.replace("@FOLDER@", folder.toString()));
  }

  private static String sortedQuery(String request) {
    int query = request.indexOf('?');
    if (query < 0) {
      return request;
    }
    String[] parameters = request.substring(query + 1).split("&");
    Arrays.sort(parameters);
    return request.substring(0, query + 1) + String.join("&", parameters);
  }
}
