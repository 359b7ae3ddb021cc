package havre.engine.container;

import havre.engine.Filters;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Layer;
import havre.store.snapshots.Lease;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// All containers of the engine, and what can be done with them.
///
/// A `ref` is a full id, a name with or without leading slash, or an unambiguous start of an id. A
/// ref that fits none ends in NOT_FOUND with Docker's text. Every method may be called from any
/// thread, best from virtual ones: they block. Changes of one container happen one after the other;
/// `list`, `inspect` and `logs` never wait for them.
public interface Containers {

  /// @param name the wished name, or empty for one of the engine's making
  /// @param platform `os/arch[/variant]`, or empty
  record CreateRequest(String name, String platform, ContainerSpec spec) {}

  /// @param id 64 digits
  record Created(String id, List<String> warnings) {}

  /// @param force kill it first if it runs
  /// @param volumes remove its anonymous volumes too
  /// @param link remove the link of that name, not the container
  record RemoveOptions(boolean force, boolean volumes, boolean link) {}

  /// @param all also those that don't run
  /// @param limit the newest so many, whatever their state; 0 or less for no limit
  /// @param size compute sizes
  record ListOptions(boolean all, int limit, boolean size, Filters filters) {}

  /// What a `wait` gives.
  ///
  /// @param error why the container could not be removed, or empty
  record WaitResult(int exitCode, String error) {}

  /// When a `wait` ends.
  enum WaitCondition {
    /// As soon as it does not run, which may be now.
    NOT_RUNNING,
    /// At the end of the next run.
    NEXT_EXIT,
    /// When it is gone.
    REMOVED
  }

  /// @param titles of `ps`'s columns
  record ProcessTable(List<String> titles, List<List<String>> processes) {}

  /// What `prune` did.
  record PruneReport(List<String> deleted, long spaceReclaimed) {}

  Created create(CreateRequest request);

  /// NOT_MODIFIED when it runs already.
  void start(String ref);

  /// Sends the stop signal, and SIGKILL when `timeout` has passed. NOT_MODIFIED when it doesn't
  /// run.
  ///
  /// @param signal empty for the container's own
  /// @param timeout seconds, negative for ever, `null` for the container's own
  void stop(String ref, String signal, @Nullable Integer timeout);

  /// Stops it if it runs, and starts it.
  void restart(String ref, String signal, @Nullable Integer timeout);

  /// @param signal a name with or without SIG, a number, or empty for KILL
  void kill(String ref, String signal);

  void pause(String ref);

  void unpause(String ref);

  void rename(String ref, String newName);

  void remove(String ref, RemoveOptions options);

  /// Registers the wait at once; an unknown ref fails here, not later.
  CompletableFuture<WaitResult> wait(String ref, WaitCondition condition);

  /// Subscribes at once, so that nothing said after this call is missed; checks here, not later,
  /// that it may be attached to.
  StreamSession attach(String ref, AttachRequest request);

  LogSession logs(String ref, LogRequest request);

  void resize(String ref, int rows, int columns);

  /// @param psArguments as `ps` takes them, empty for `-ef`
  ProcessTable top(String ref, String psArguments);

  /// Newest first.
  List<ContainerView> list(ListOptions options);

  ContainerView inspect(String ref, boolean size);

  /// What differs from the image.
  List<FileChange> changes(String ref);

  /// The root file system as a tar archive, without what is mounted into it.
  PathArchive export(String ref);

  /// @throws havre.common.HavreException NOT_FOUND where the path leads to nothing
  PathStatus pathStatus(String ref, String path);

  /// A file, link or directory of a container, running or not. A path that ends in a slash or in
  /// `/.` follows a link at its end.
  PathArchive archive(String ref, String path);

  /// Unpacks a tar archive, compressed or not, into a directory of a container, running or not.
  ///
  /// @param keepKinds refuse to replace a directory by something else, or the reverse
  /// @param ownedByUser give all to the container's user instead of those the archive names
  void extract(
      String ref, String path, boolean keepKinds, boolean ownedByUser, InputStream archive);

  /// Makes an image of a container's files.
  ///
  /// @return the image's id
  String commit(String ref, CommitOptions options);

  /// Keeps what a container has changed as a layer on top of its image's.
  ///
  /// @param lease holds the layer until somebody uses it
  Layer saveLayer(String ref, TreeArchive.LayerOptions options, Lease lease);

  /// One measurement of what it uses.
  ResourceUsage usage(String ref);

  /// Changes limits and the restart policy; `null` leaves the policy as it is.
  ///
  /// @return warnings
  List<String> update(
      String ref, Resources resources, HostOptions.@Nullable RestartPolicy restartPolicy);

  PruneReport prune(Filters filters);
}
