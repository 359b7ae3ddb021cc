package havre.runtime.holder;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Hurries the kernel up before a process is moved between cgroups of version 1.
///
/// The first move for a while waits for an RCU grace period, 5 to 15 ms, while moves shortly after
/// another take 0.1 ms. So the daemon "moves" itself to where it is as soon as a start begins; the
/// wait then passes beside the rest of the start, and the child's own moves find it over.
final class CgroupMigration {
  private static final System.Logger LOGGER = System.getLogger(CgroupMigration.class.getName());
  private static final Path OWN = Path.of("/proc/self/cgroup");
  private static final String ROOT = "/sys/fs/cgroup/";
  private static final String SELF = "0";

  private final Optional<Path> procs;

  private CgroupMigration(Optional<Path> procs) {
    this.procs = procs;
  }

  /// Finds a hierarchy in which this process can be moved; without one nothing will be done.
  static CgroupMigration detect() {
    try {
      return new CgroupMigration(
          Files.readAllLines(OWN).stream()
              .map(CgroupMigration::procs)
              .flatMap(Optional::stream)
              .filter(Files::isWritable)
              .findFirst());
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "action=find-own-cgroup error", e);
      return new CgroupMigration(Optional.empty());
    }
  }

  /// The file for a line `number:controllers:path`; the hierarchy of version 2 has no controllers.
  static Optional<Path> procs(String line) {
    String[] parts = line.split(":", 3);
    boolean usable = parts.length == 3 && !parts[1].isEmpty() && parts[2].startsWith("/");
    return usable
        ? Optional.of(
            Path.of(ROOT + parts[1].replace("name=", "") + parts[2]).resolve("cgroup.procs"))
        : Optional.empty();
  }

  void hurry(Executor workers) {
    procs.ifPresent(file -> workers.execute(() -> moveSelf(file)));
  }

  private static void moveSelf(Path file) {
    try {
      Files.writeString(file, SELF);
    } catch (IOException e) {
      // Only time is lost.
      LOGGER.log(Level.DEBUG, "action=move-self error", e);
    }
  }
}
