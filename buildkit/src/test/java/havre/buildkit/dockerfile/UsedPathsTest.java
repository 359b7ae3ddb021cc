package havre.buildkit.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import havre.build.dockerfile.DockerfileParser;
import org.junit.jupiter.api.Test;

class UsedPathsTest {
  private static UsedPaths used(String instructions) {
    return UsedPaths.of(DockerfileParser.parse("FROM busybox AS a\n" + instructions));
  }

  @Test
  void findsWhatIsCopied() {
    UsedPaths used =
        used(
            """
            COPY ./x /y z/
            COPY --from=other /nothing /
            ADD ["b c", "/"]
            ADD https://example.com/f /
            COPY <<E /doc
            text
            E
            """);
    assertThat(used.all()).isFalse();
    assertThat(used.paths()).containsExactly("b c", "x", "y");
    assertThat(used("RUN true\n").none()).isTrue();
  }

  @Test
  void takesEverythingWhereItCannotTell() {
    assertThat(used("COPY . /\n").all()).isTrue();
    assertThat(used("COPY $A /\n").all()).isTrue();
    assertThat(used("RUN --mount=type=bind,target=/src make\n").all()).isTrue();
    assertThat(used("RUN --mount=type=bind,from=a,target=/src make\n").none()).isTrue();
    assertThat(used("RUN --mount=type=cache,target=/c make\n").none()).isTrue();
  }
}
