package havre.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENV a | failed to parse Dockerfile: ENV must have two arguments",
        "ENV a=b c | failed to parse Dockerfile: Syntax error - can't find = in \"c\". Must be of the form: name=value",
        "ENV = | line 2: ENV names can not be blank",
        "ARG =x | line 2: ARG names can not be blank",
        "COPY a | line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined",
        "ADD | line 2: ADD requires at least two arguments",
        "USER | line 2: USER requires exactly one argument",
        "VOLUME | line 2: VOLUME requires at least one argument",
        "HEALTHCHECK | line 2: HEALTHCHECK requires at least one argument",
        "HEALTHCHECK FOO | line 2: Unknown type \"FOO\" in HEALTHCHECK (try CMD)",
        "HEALTHCHECK CMD | line 2: Missing command after HEALTHCHECK CMD",
        "HEALTHCHECK NONE x | line 2: HEALTHCHECK NONE takes no arguments",
        "SHELL foo | line 2: SHELL requires the arguments to be in JSON form",
        "SHELL [] | line 2: SHELL requires at least one argument",
        "ONBUILD | line 2: ONBUILD requires at least one argument",
        "ONBUILD FROM x | line 2: FROM isn't allowed as an ONBUILD trigger",
        "ONBUILD ONBUILD x | line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed",
        "COPY --fromm=x a b | line 2: unknown flag: --fromm (did you mean from?)",
        "COPY --from=x --from=y a b | line 2: duplicate flag specified: from",
        "COPY --chown a b | line 2: missing a value on flag: chown",
        "COPY --link=maybe a b | line 2: expecting boolean value for flag link, not: maybe",
        "ENV --x a=b | line 2: unknown flag: --x",
        "RUN <<EOF | failed to parse Dockerfile: unterminated heredoc"
      })
  void refusesBeforeAnythingIsDone(String line, String message) {
    assertThatThrownBy(() -> DockerfileParser.parse("FROM x\n" + line + "\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void keepsWhatWasWritten() {
    Instruction run =
        DockerfileParser.parse("from x\nrun --network=none echo \\\n  a\n").instructions().get(1);
    assertThat(run.text()).isEqualTo("run --network=none echo   a");
    assertThat(run.keyword()).isEqualTo("RUN");
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
          Expansion.ofCommand(one.rest(), '\\', VARIABLES);
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
