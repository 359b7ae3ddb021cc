package havre.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DockerfileParserTest {
  private static final Map<String, String> VARIABLES = Map.of("a", "one.two.two", "empty", "");

  @Test
  void joinsLinesAndLeavesCommentsOut() {
    Dockerfile file =
        DockerfileParser.parse("# escape=`\n\nfrom busybox\nRUN echo `\n # no\n  a `\n  b\n");
    assertThat(file.escape()).isEqualTo('`');
    assertThat(file.instructions()).extracting(Instruction::keyword).containsExactly("FROM", "RUN");
    assertThat(file.instructions().get(1).rest()).isEqualTo("echo   a   b");
  }

  @Test
  void takesFlagsAndHereDocuments() {
    Instruction copy =
        DockerfileParser.parse("FROM x\nCOPY --chown=1:2 <<-\"END\" /x\n\ta $b\n\tEND\n")
            .instructions()
            .getLast();
    assertThat(copy.flags()).containsExactly(new Instruction.Flag("chown", "1:2"));
    assertThat(copy.heredocs()).containsExactly(new Heredoc("END", false, "a $b\n"));
  }

  @Test
  void namesTheLineOfAnError() {
    assertThatThrownBy(() -> DockerfileParser.parse("FROM x\nFOO bar"))
        .hasMessage(
            "dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)");
  }

  @Test
  void replacesVariables() {
    assertThat(expand("${a#*.}-${a##*.}-${a%.*}-${a%%.*}")).isEqualTo("two.two-two-one.two-one");
    assertThat(expand("${a/two/2}-${a//two/2}")).isEqualTo("one.2.two-one.2.2");
    assertThat(expand("${b:-x}${empty:-y}${empty-z}${a:+w}")).isEqualTo("xyw");
    assertThat(expand("'$a'\"$a\"\\$a")).isEqualTo("$aone.two.two$a");
    assertThatThrownBy(() -> expand("${b:?gone}")).hasMessageContaining("gone");
  }

  @Test
  void failsOnlyInOneWay() {
    var random = new Random(7);
    String alphabet = "FROM RUN\n\\ \"'${}:-#/%[]<<E,=`\ta1";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? "FROM x\nRUN " : "");
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        for (Instruction one : DockerfileParser.parse(text.toString()).instructions()) {
          expand(one.rest());
          Words.quoted(one.rest(), '\\').forEach(DockerfileParserTest::expand);
        }
      } catch (HavreException _) {
        // says what is wrong
      }
    }
  }

  private static String expand(String text) {
    return Expansion.of(text, '\\', VARIABLES);
  }
}
