package havre.buildkit.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a step of a build can run on.
public record BuildPlatform(String os, String architecture, String variant) {
  private static final Set<String> V2 =
      Set.of("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3");
  private static final Set<String> V3 =
      Set.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave");
  private static final Set<String> V4 =
      Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");

  /// Those of a processor: its own architecture, the higher levels that it reaches, and the 32-bit
  /// one that it runs as well.
  ///
  /// @param architecture as the JVM names it
  /// @param flags of `/proc/cpuinfo`
  public static List<BuildPlatform> of(String architecture, Set<String> flags) {
    return switch (architecture) {
      case "amd64", "x86_64" -> x86(flags);
      case "aarch64" -> List.of(linux("arm64", ""));
      default -> List.of(linux(architecture, ""));
    };
  }

  private static List<BuildPlatform> x86(Set<String> flags) {
    var platforms = new ArrayList<BuildPlatform>();
    platforms.add(linux("amd64", ""));
    int level = 2;
    for (Set<String> needed : List.of(V2, V3, V4)) {
      if (!flags.containsAll(needed)) {
        break;
      }
      platforms.add(linux("amd64", "v" + level));
      level++;
    }
    platforms.add(linux("386", ""));
    return List.copyOf(platforms);
  }

  private static BuildPlatform linux(String architecture, String variant) {
    return new BuildPlatform("linux", architecture, variant);
  }
}
