package havre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The folders that a cgroup path has in all mounted hierarchies.
final class Cgroups {
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  private Cgroups() {}

  /// Every cgroup folder at and below `path`, deepest first.
  static List<Path> at(String path) {
    try (Stream<Path> hierarchies = Files.list(MOUNTS)) {
      return Stream.concat(Stream.of(MOUNTS), hierarchies)
          .map(hierarchy -> Path.of(hierarchy + path))
          .filter(Files::isDirectory)
          .flatMap(Cgroups::folders)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(String path) {
    for (Path folder : at(path)) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Stream<Path> folders(Path top) {
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
