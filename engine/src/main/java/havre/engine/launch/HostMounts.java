package havre.engine.launch;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.runtime.Propagation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The mounts of the host, on which it depends what can be passed on between it and a container.
///
/// @param lines of `/proc/self/mountinfo`
record HostMounts(List<String> lines) {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int POINT = 4;
  private static final int FIRST_OPTIONAL = 6;

  static HostMounts read() {
    try {
      return new HostMounts(Files.readAllLines(MOUNTS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Refuses a propagation that the mount of a source doesn't have itself, in Docker's words.
  void require(Path source, Propagation wanted) {
    boolean shared = wanted == Propagation.SHARED || wanted == Propagation.RSHARED;
    try (Fd place = Open.path(source.toString(), OpenHow.PATH)) {
      require(source, FileStatus.of(place).mountId(), shared);
    } catch (LinuxException e) {
      throw HavreException.internal("%s: %s".formatted(source, e.errno().text()), e);
    }
  }

  /// @param shared whether only a shared mount will do, not one that follows another
  void require(Path source, long mountId, boolean shared) {
    for (String line : lines) {
      List<String> fields = List.of(line.split(" "));
      if (!fields.getFirst().equals(Long.toString(mountId))) {
        continue;
      }
      List<String> optional = fields.subList(FIRST_OPTIONAL, fields.indexOf("-"));
      boolean fits =
          optional.stream()
              .anyMatch(tag -> tag.startsWith("shared:") || (!shared && tag.startsWith("master:")));
      if (!fits) {
        throw HavreException.internal(
            "path %s is mounted on %s but it is not a shared%s mount"
                .formatted(source, fields.get(POINT), shared ? "" : " or slave"),
            null);
      }
    }
  }
}
