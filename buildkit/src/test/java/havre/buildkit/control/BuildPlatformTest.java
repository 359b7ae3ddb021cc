package havre.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BuildPlatformTest {
  private static final Set<String> LEVEL_2 =
      Set.of("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3");

  @Test
  void offersTheLevelsThatTheProcessorReaches() {
    assertThat(BuildPlatform.of("amd64", LEVEL_2))
        .containsExactly(
            new BuildPlatform("linux", "amd64", ""),
            new BuildPlatform("linux", "amd64", "v2"),
            new BuildPlatform("linux", "386", ""));
    assertThat(BuildPlatform.of("amd64", Set.of())).hasSize(2);
  }

  @Test
  void namesOtherArchitecturesAsImagesDo() {
    assertThat(BuildPlatform.of("aarch64", Set.of()))
        .containsExactly(new BuildPlatform("linux", "arm64", ""));
  }
}
