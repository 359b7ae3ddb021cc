package havre.build.step;

import java.nio.file.Path;
import java.util.List;

/// Where folders of `RUN --mount=type=cache` lie.
public interface CacheMounts {
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

  /// Removes folders, the oldest first, until no more than so many bytes are left. None of them may
  /// be in use.
  Pruned prune(long keep);

  /// What was removed.
  record Pruned(List<String> folders, long bytes) {
    public static final Pruned NOTHING = new Pruned(List.of(), 0);

    public Pruned {
      folders = List.copyOf(folders);
    }
  }
}
