package havre.buildkit.session;

import havre.linux.fs.FileStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What clients sent into folders that are kept, so that they send only what changed. Thread-safe.
public final class KnownFiles {
  private final Map<Path, Map<String, Known>> folders = new ConcurrentHashMap<>();

  /// A file as it was told, and as it lay here then. Whoever changes it changes the time of its
  /// last change, which nobody can set.
  record Known(Stat stat, long inode, long changedSeconds, int changedNanos) {
    static Known of(Stat stat, FileStatus status) {
      return new Known(stat, status.inode(), status.changedSeconds(), status.changedNanos());
    }
  }

  /// What is known of a folder, which from now on counts as unknown.
  Map<String, Known> take(Path folder) {
    Map<String, Known> known = folders.remove(folder);
    return known == null ? Map.of() : known;
  }

  /// Remembers what a folder holds.
  void keep(Path folder, Map<String, Known> files) {
    folders.keySet().removeIf(other -> !Files.isDirectory(other));
    folders.put(folder, files);
  }
}
