package havre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import havre.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every command has the very help that Docker's has, so that no command and no option is missing.
/// The goldens were recorded from the real one by `src/test/dev/record_help.py`.
class HelpGoldenTest {
  /// What Havre doesn't have: Swarm, plugins, content trust, checkpoints.
  private static final Set<String> ABSENT =
      Set.of(
          "checkpoint", "config", "node", "plugin", "secret", "service", "stack", "swarm", "trust");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> helpsAsDockerHelps() throws IOException {
    return Golden.read("help-golden.jsonl").stream()
        .filter(golden -> !golden.string("path").isEmpty())
        .filter(golden -> !ABSENT.contains(group(golden)))
        .filter(golden -> !golden.string("path").equals("manifest"))
        .map(golden ->
            DynamicTest.dynamicTest("help " + golden.string("path"), () -> check(golden)));
  }

  private static String group(JsonObject golden) {
    return golden.string("path").split(" ", 2)[0];
  }

  private void check(JsonObject golden) {
    String path = golden.string("path");
    var result = new CliRunner(folder).run((path + " --help").strip().split(" "));
    assertThat(Golden.withoutOwn(result.out()))
        .isEqualTo(
            Golden.ours(
                golden
                    .string("help")
                    .replace("@HOME@", folder.toString())
                    .replaceAll("\nEXPERIMENTAL:\n(  .*\n)+", "")));
    assertThat(result.exit()).isZero();
  }
}
