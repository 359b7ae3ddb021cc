package havre.build.step;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Where folders of `RUN --mount=type=cache` lie.
public interface CacheMounts {
  int ID_LENGTH = 25;

  /// Who may use a folder at once.
  enum Sharing {
    /// Everybody.
    SHARED,
    /// One; others get a folder of their own meanwhile.
    PRIVATE,
    /// One; others wait.
    LOCKED
  }

  /// A folder in use.
  interface Folder extends AutoCloseable {
    Path path();

    @Override
    void close();
  }

  /// The folder of that name, made where it is missing.
  Folder take(Request request, BuildCancellation cancellation);

  /// What a step asks for.
  ///
  /// @param mode permission bits of a new folder
  record Request(String id, Sharing sharing, int mode, int uid, int gid) {}

  /// Removes folders, those unused for longest first, until the policy holds. None of them may be
  /// in use.
  Pruned prune(Policy policy);

  /// How much may stay.
  ///
  /// @param reserved bytes that may stay in any case
  /// @param mostUsed bytes that may stay at most; 0 for no bound
  /// @param leastFree bytes that must be free on the disk; 0 for no bound
  /// @param unusedFor folders that were used since then stay
  record Policy(long reserved, long mostUsed, long leastFree, Duration unusedFor) {
    /// How many bytes may stay.
    ///
    /// @param used how many there are
    /// @param free how many are free on the disk
    public long keep(long used, long free) {
      long keep = mostUsed;
      long missing = leastFree - free;
      if (missing > 0) {
        keep = keep == 0 ? used - missing : Math.min(keep, used - missing);
      } else if (mostUsed == 0 && leastFree > 0) {
        keep = used;
      }
      return Math.max(keep, reserved);
    }
  }

  /// Those that are kept, by the names that [Pruned] has.
  List<Kept> all();

  /// A folder that is kept.
  record Kept(String folder, long bytes, Instant used) {
    /// The name that users see.
    public String id() {
      return CacheMounts.id(folder);
    }
  }

  /// The name of a folder that users see, as long as those of BuildKit's records.
  static String id(String folder) {
    return folder.substring(0, Math.min(ID_LENGTH, folder.length()));
  }

  /// What was removed.
  record Pruned(List<String> folders, long bytes) {
    public static final Pruned NOTHING = new Pruned(List.of(), 0);

    public Pruned {
      folders = List.copyOf(folders);
    }
  }
}
