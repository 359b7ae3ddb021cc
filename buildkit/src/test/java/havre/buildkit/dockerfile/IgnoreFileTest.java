package havre.buildkit.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IgnoreFileTest {
  @Test
  void cleansPatternsAndSkipsComments() {
    assertThat(
            IgnoreFile.patterns(
                """
                \uFEFF# a comment
                *.o

                  /build/
                ./a/../b
                ! keep.o
                !/also
                """))
        .containsExactly("*.o", "build", "b", "!keep.o", "!also");
  }
}
