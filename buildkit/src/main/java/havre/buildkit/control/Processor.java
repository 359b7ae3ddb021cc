package havre.buildkit.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/// What the kernel says of this host's processor.
public final class Processor {
  private Processor() {}

  /// The first processor's flags; empty where the kernel names none, as on other architectures than
  /// x86.
  public static Set<String> flags() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))
          .orElse(Set.of());
    } catch (IOException | java.io.UncheckedIOException _) {
      return Set.of(); // without /proc the higher levels are not offered
    }
  }
}
