package havre.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNamesTest {
  @ParameterizedTest
  @CsvSource({
    "a/../b, /b",
    "/a//b/, /a/b/",
    "/, /",
    "., /.",
    "./, /.",
    "/./, /.",
    "/a/., /a/.",
    "/a/./, /a/."
  })
  void cleansButKeepsWhetherTheContentsAreMeant(String path, String cleaned) {
    assertThat(PathNames.clean(path)).isEqualTo(cleaned);
  }
}
