package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// docker and havre say the same about the same daemon. The lines are those of
/// `e2e/scenarios/both.txt`.
class BothClientsIT {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern LONG_ID = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Pattern AGE =
      Pattern.compile(
          "(Less than a second|About a minute|About an hour|\\d+ (second|minute|hour)s?)( ago)?");
  private static final Pattern GAPS = Pattern.compile(" {2,}|-{3,}");

  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "web",
            "-p",
            "8080:80",
            "-l",
            "team=one",
            "-v",
            "data:/data",
            "busybox",
            "httpd",
            "-f")
        .mustSucceed();
    daemon.docker("run", "--name", "done", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3");
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @TestFactory
  Stream<DynamicTest> sayTheSame() throws IOException {
    Path lines = Path.of(System.getProperty("havre.root")).resolve("e2e/scenarios/both.txt");
    return Files.readAllLines(lines).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> DynamicTest.dynamicTest(line, () -> compare(line)));
  }

  private static void compare(String line) {
    String[] words = words(line);
    Commands.Result docker = daemon.docker(words);
    Commands.Result havre = daemon.havre(words);
    assertThat(plain(havre.err())).as("errors").isEqualTo(ours(plain(docker.err())));
    assertThat(plain(havre.out())).as("output").isEqualTo(ours(plain(docker.out())));
    assertThat(havre.exitCode()).as("exit code").isEqualTo(docker.exitCode());
  }

  private static String[] words(String line) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words.toArray(String[]::new);
  }

  /// Without what differs from call to call: times, and the ids of what was made by the call.
  private static String plain(String text) {
    String ageless = AGE.matcher(text).replaceAll("AGE");
    return GAPS.matcher(LONG_ID.matcher(ageless).replaceAll("ID")).replaceAll("  ");
  }

  private static String ours(String text) {
    return text.replaceAll("(?<![-/.\\w])docker(?=[ :])", "havre");
  }
}
