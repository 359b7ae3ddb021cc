package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells in what an overlay's upper directory differs from what lies below it.
public final class TreeChanges {
  private static final OpenHow ENTER = OpenHow.DIRECTORY.noFollow();

  private final Set<String> leftOut;
  private final List<Change> changes = new ArrayList<>();

  /// How an entry differs.
  public enum Kind {
    MODIFIED,
    ADDED,
    DELETED
  }

  /// @param path absolute
  public record Change(String path, Kind kind) {}

  private TreeChanges(Set<String> leftOut) {
    this.leftOut = leftOut;
  }

  /// The changes in the order of paths.
  ///
  /// @param upper open, not as a path only
  /// @param lower the root of the file system below it, open likewise
  /// @param leftOut paths (without a leading slash) that are no changes where they hold nothing
  public static List<Change> of(Fd upper, Fd lower, Set<String> leftOut) {
    var found = new TreeChanges(leftOut);
    found.compare(upper, lower, "");
    return List.copyOf(found.changes);
  }

  private void compare(Fd upper, @Nullable Fd lower, String prefix) {
    for (var entry :
        DirectoryListing.of(upper).stream()
            .sorted(Comparator.comparing(DirectoryListing.Entry::name))
            .toList()) {
      try {
        compare(upper, lower, entry.name(), prefix + entry.name());
      } catch (LinuxException e) {
        // A running container removes files while they are looked at.
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
          throw e;
        }
      }
    }
  }

  private void compare(Fd upper, @Nullable Fd lower, String name, String path) {
    FileStatus now = FileStatus.at(upper, name);
    FileStatus before = lower == null ? null : status(lower, name);
    if (LayerUnpacker.isWhiteout(now)) {
      if (before != null) {
        changes.add(new Change("/" + path, Kind.DELETED));
      }
      return;
    }
    boolean known = leftOut.contains(path);
    if (!now.isDirectory()) {
      if (before != null || !known || now.size() > 0) {
        changes.add(new Change("/" + path, before == null ? Kind.ADDED : Kind.MODIFIED));
      }
      return;
    }
    int at = changes.size();
    boolean wasDirectory = before != null && before.isDirectory();
    try (Fd directory = Open.at(upper, name, ENTER);
        Fd below = wasDirectory && lower != null ? Open.at(lower, name, ENTER) : null) {
      compare(directory, below, path + "/");
      if (below != null
          && ExtendedAttributes.get(directory, LayerUnpacker.OPAQUE_ATTRIBUTE) != null) {
        addHidden(directory, below, path + "/");
      }
    }
    boolean inside = changes.size() > at;
    if (before == null) {
      if (!known || inside) {
        changes.add(at, new Change("/" + path, known ? Kind.MODIFIED : Kind.ADDED));
      }
    } else if (inside || !sameDirectory(before, now) && !known) {
      changes.add(at, new Change("/" + path, Kind.MODIFIED));
    }
  }

  /// What a directory that was made anew no longer has.
  private void addHidden(Fd directory, Fd below, String prefix) {
    DirectoryListing.of(below).stream()
        .map(DirectoryListing.Entry::name)
        .sorted()
        .filter(name -> status(directory, name) == null)
        .forEach(name -> changes.add(new Change("/" + prefix + name, Kind.DELETED)));
  }

  private static boolean sameDirectory(FileStatus before, FileStatus now) {
    return before.mode() == now.mode()
        && before.uid() == now.uid()
        && before.gid() == now.gid()
        && before.modifiedSeconds() == now.modifiedSeconds()
        && before.modifiedNanos() == now.modifiedNanos();
  }

  private static @Nullable FileStatus status(Fd parent, String name) {
    try {
      return FileStatus.at(parent, name);
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }
}
