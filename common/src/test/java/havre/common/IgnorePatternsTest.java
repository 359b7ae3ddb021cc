package havre.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnorePatternsTest {
  @ParameterizedTest
  @CsvSource({
    "*.md, README.md, true",
    "*.md, docs/README.md, false",
    "**/*.md, docs/README.md, true",
    "**/*.md, README.md, true",
    "docs, docs/a/b, true",
    "./docs/, docs/a, true",
    "/docs//a/../b, docs/b, true",
    "a/**/b, a/x/y/b, true",
    "a/**/b, a/b, true",
    "a/**, a/b/c, true",
    "file?A, fileAA, true",
    "file\\?B, fileAB, false",
    "file., fileX, false",
    "[a-c]x, bx, true",
    "*, anything/below, true",
    "**, x, true"
  })
  void fits(String pattern, String path, boolean excluded) {
    assertThat(IgnorePatterns.of(List.of(pattern)).excludes(path)).isEqualTo(excluded);
  }

  @Test
  void letsTheLastOneCount() {
    var patterns = IgnorePatterns.ofFile("\uFEFF# comment\ndir\n!dir/e*\n  #2\n\n");
    assertThat(patterns.excludes("dir/a")).isTrue();
    assertThat(patterns.excludes("dir/e/x")).isFalse();
    assertThat(patterns.excludes("#2")).isTrue();
    assertThat(patterns.mayBringBack()).isTrue();
  }

  @Test
  void refusesAnExclamationMarkAlone() {
    assertThatThrownBy(() -> IgnorePatterns.ofFile("!"))
        .hasMessage("illegal exclusion pattern: \"!\"");
  }
}
