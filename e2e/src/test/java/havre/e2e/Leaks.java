package havre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Counts what a daemon may leave behind: mounts, links, cgroups, holders and files; its
/// descriptors apart, because connections come and go.
final class Leaks {
  private Leaks() {}

  /// A count by kind, taken now. Two counts are equal when nothing was left.
  static Map<String, Long> count(DaemonUnderTest daemon) {
    var counts = new TreeMap<String, Long>();
    counts.put("mounts", lines(Path.of("/proc/self/mountinfo")));
    counts.put("links", entries(Path.of("/sys/class/net")));
    counts.put("cgroups", (long) Cgroups.at(daemon.cgroup()).size());
    counts.put("holders", holders(daemon));
    counts.put("exec root", files(daemon.execRoot()));
    counts.put("containers", entries(daemon.dataRoot().resolve("containers")));
    counts.put("layers", entries(daemon.dataRoot().resolve("layers")));
    return counts;
  }

  /// How many descriptors the daemon has open. Only a growth by tens is a leak.
  static long descriptors(DaemonUnderTest daemon) {
    return entries(Path.of("/proc/" + daemon.pid() + "/fd"));
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Holders in this network namespace whose command line names this daemon's exec root are told by
  /// their links to it.
  private static long holders(DaemonUnderTest daemon) {
    return ProcessHandle.allProcesses()
        .filter(process -> comm(process.pid()).startsWith("havre-holder"))
        .filter(process -> sameNetwork(process.pid()))
        .count();
  }

  private static String comm(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm"));
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean sameNetwork(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net"))
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
    } catch (IOException e) {
      return false;
    }
  }
}
