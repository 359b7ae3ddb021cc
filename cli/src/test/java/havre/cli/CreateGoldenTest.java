package havre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Some hundred command lines send the very bodies that Docker's command line sends, and end with
/// its errors and exit codes. The goldens were recorded from the real one by
/// `src/test/dev/record_docker.py`.
class CreateGoldenTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String ABSENT = "(absent)";

  @TempDir Path folder;
  private FakeEngine engine;
  private Map<String, JsonValue> base;

  @BeforeEach
  void prepare() throws IOException {
    engine = new FakeEngine(folder);
    engine.answer("POST /containers/create", 201, "{\"Id\":\"" + ID + "\",\"Warnings\":[]}");
    engine.answer("POST /containers/" + ID + "/start", 204, "");
    engine.answer("GET /containers/x/json", 200, "{\"Id\":\"" + ID + "\"}");
    engine.answer("POST /containers/x/exec", 201, "{\"Id\":\"" + ID + "\"}");
    engine.answer("POST /exec/" + ID + "/start", 204, "");
    engine.answer("POST /containers/x/update", 200, "{\"Warnings\":null}");
    engine.answer("POST /containers/y/update", 200, "{\"Warnings\":null}");
    Files.writeString(
        folder.resolve("file.env"),
        "# a comment\nA=1\n  B=two words\nFROM_ENV\nNOT_SET_ANYWHERE\nEMPTY=\n");
    Files.writeString(folder.resolve("file.labels"), "one=1\ntwo\n");
    Files.writeString(
        folder.resolve("seccomp.json"), "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}\n");
  }

  @AfterEach
  void end() throws IOException {
    engine.close();
  }

  @TestFactory
  Stream<DynamicTest> sendsWhatDockerSends() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (JsonObject golden : goldens()) {
      if (golden.has("base")) {
        base = flatten(golden.object("base"));
      } else {
        List<String> arguments = golden.array("arguments").strings();
        tests.add(DynamicTest.dynamicTest(String.join(" ", arguments), () -> check(golden)));
      }
    }
    return tests.stream();
  }

  private static List<JsonObject> goldens() throws IOException {
    var goldens = new ArrayList<JsonObject>();
    try (var in = CreateGoldenTest.class.getResourceAsStream("create-golden.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        goldens.add((JsonObject) JsonReader.parse(line));
      }
    }
    return goldens;
  }

  private void check(JsonObject golden) {
    int before = engine.requests().size();
    var result =
        new CliRunner(folder)
            .with("DOCKER_HOST", engine.host())
            .with("FROM_ENV", "from-env")
            .run(golden.array("arguments").strings(), "");
    List<JsonObject> wanted = new ArrayList<>(golden.array("requests").objects());
    wanted.removeIf(request -> request.string("path").contains("/wait"));
    List<FakeEngine.Request> sent = engine.requests().subList(before, engine.requests().size());
    String error = result.err().replaceFirst("Did you mean .*\\?\n", "");
    assertThat(error).as("error output").isEqualTo(expectedError(golden));
    assertThat(result.exit()).as("exit code").isEqualTo((int) golden.number("exit"));
    assertThat(sent).as("requests").hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      compare(wanted.get(i), sent.get(i));
    }
  }

  private String expectedError(JsonObject golden) {
    return golden
        .string("stderr")
        .replace("@FOLDER@", folder.toString())
        .replace("docker ", "havre ")
        .replace("docker:", "havre:");
  }

  private void compare(JsonObject wanted, FakeEngine.Request sent) {
    assertThat(sent.method()).isEqualTo(wanted.string("method"));
    assertThat(sent.path()).isEqualTo(wanted.string("path").replaceFirst("^/v1\\.50", ""));
    if (!wanted.has("changes")) {
      JsonValue body = wanted.has("body") ? wanted.get("body") : null;
      assertThat(sent.body()).isEqualTo(body);
      return;
    }
    Map<String, JsonValue> expected = new TreeMap<>(base);
    for (var change : wanted.object("changes").entries()) {
      if (change.getValue().equals(new JsonString(ABSENT))) {
        expected.remove(change.getKey());
      } else {
        JsonValue value = replaceFolder(change.getValue());
        expected.put(change.getKey(), change.getKey().equals("|Env") ? sorted(value) : value);
      }
    }
    assertThat(flatten(sent.body())).isEqualTo(expected);
  }

  private JsonValue replaceFolder(JsonValue value) {
    return JsonReader.parse(value.toString().replace("@FOLDER@", folder.toString()));
  }

  /// Docker's command line sends variables in any order.
  private static JsonValue sorted(JsonValue environment) {
    if (environment instanceof JsonArray array) {
      List<String> variables = array.strings();
      variables.sort(null);
      return JsonArray.ofStrings(variables);
    }
    return environment;
  }

  private static Map<String, JsonValue> flatten(JsonValue value) {
    Map<String, JsonValue> leaves = new TreeMap<>();
    flatten(value, "", leaves);
    return leaves;
  }

  private static void flatten(JsonValue value, String path, Map<String, JsonValue> leaves) {
    if (value instanceof JsonObject object && !object.isEmpty()) {
      for (var member : object.entries()) {
        flatten(member.getValue(), path + "|" + member.getKey(), leaves);
      }
    } else {
      leaves.put(path, path.equals("|Env") ? sorted(value) : value);
    }
  }
}
