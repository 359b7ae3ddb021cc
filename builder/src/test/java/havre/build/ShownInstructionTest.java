package havre.build;

import static org.assertj.core.api.Assertions.assertThat;

import havre.build.dockerfile.DockerfileParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each as BuildKit 0.12 showed it.
final class ShownInstructionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '@',
      value = {
        "RUN echo a\\tb \"q $V \\\"x\\\" \\$V\" '$V'|RUN echo atb \"q 3 \"x\" $V\" '$V'",
        "RUN echo $U ${V} ${U:-z} ${V:+y} \\$V|RUN echo $U 3 ${U:-z} y $V",
        "RUN echo $W $(id -u) $$|RUN echo a b $(id -u) $$",
        "RUN [\"echo\",\"$V\"]|RUN [\"echo\",\"3\"]",
        "RUN echo 'open|RUN echo 'open",
        "COPY Doc* /x$V/|COPY Doc* /x3/",
        "COPY \"Dockerfile\" '/$V/'|COPY Dockerfile /$V/",
        "WORKDIR /w$V$U|WORKDIR /w3",
        "ADD --chown=$V:$V Dockerfile /q|ADD --chown=3:3 Dockerfile /q",
      })
  void aStepShowsTheValuesOfItsVariables(String written, String shown) {
    assertThat(shown(written)).isEqualTo(shown);
  }

  @Test
  void aHeredocShowsItsFirstLine() {
    assertThat(shown("RUN <<EOF\necho $V\nEOF\n")).isEqualTo("RUN <<EOF (echo 3)");
    assertThat(shown("RUN <<EOF\n\necho 1\necho 2\nEOF\n")).isEqualTo("RUN <<EOF (echo 1...)");
    assertThat(shown("RUN cat <<EOF\none\nEOF\n")).isEqualTo("RUN cat <<EOF");
  }

  private static String shown(String written) {
    var instruction = DockerfileParser.parse("FROM scratch\n" + written).instructions().getLast();
    return new ShownInstruction(instruction, '\\', Map.of("V", "3", "W", "a b")).text();
  }
}
