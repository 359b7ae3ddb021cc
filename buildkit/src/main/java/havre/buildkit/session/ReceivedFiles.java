package havre.buildkit.session;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.fs.TreeRemoval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes the files that a client tells of, below a root. Used by one thread.
final class ReceivedFiles {
  private static final long NANOS = 1_000_000_000L;
  private static final OpenHow NEW = OpenHow.WRITE.createNew(0600).noFollow();

  private final Root root;
  private final Map<String, KnownFiles.Known> earlier;
  private final boolean filled;
  private final Set<String> told = new HashSet<>();
  private final List<Stat> directories = new ArrayList<>();
  private final List<Stat> files = new ArrayList<>();

  /// @param earlier what is known of files that are there already
  ReceivedFiles(Root root, Map<String, KnownFiles.Known> earlier) {
    this.root = root;
    this.earlier = earlier;
    try (Fd directory = root.open("/", OpenHow.DIRECTORY)) {
      this.filled = !DirectoryListing.of(directory).isEmpty();
    }
  }

  /// Makes what needs no bytes.
  ///
  /// @return whether it does need bytes: a regular file that is not another's second name
  boolean make(Stat stat) throws IOException {
    checkPath(stat.path());
    if (!told.add(stat.path())) {
      throw new IOException(stat.path() + " is told twice");
    }
    try (Root.Place place = root.place(stat.path())) {
      if (stat.isRegular() && stat.link().isEmpty()) {
        files.add(stat);
        if (isThere(stat, place)) {
          return false;
        }
        clear(place);
        // At once, since others may be told to be the same file before its bytes come.
        Open.at(place.directory(), place.name(), NEW).close();
        return true;
      }
      if (stat.isDirectory()) {
        if (status(place).filter(FileStatus::isDirectory).isEmpty()) {
          clear(place);
          Entries.makeDirectory(place.directory(), place.name(), 0700);
        }
        Entries.changeMode(place.directory(), place.name(), stat.permissions());
        directories.add(stat);
        return false;
      }
      clear(place);
      if (stat.isSymlink()) {
        Entries.makeSymlink(stat.link(), place.directory(), place.name());
        setTime(stat, place);
      } else if (stat.isRegular()) {
        checkPath(stat.link());
        try (Root.Place first = root.place(stat.link())) {
          Entries.makeLink(first.directory(), first.name(), place.directory(), place.name());
        }
      } else if (stat.isFifo()) {
        Entries.makeNode(
            place.directory(), place.name(), FileStatus.FIFO | stat.permissions(), 0, 0);
      }
      // Sockets and devices of a client's folder are no part of a context.
      return false;
    } catch (LinuxException e) {
      throw new IOException(stat.path() + ": " + e.getMessage(), e);
    }
  }

  private boolean isThere(Stat stat, Root.Place place) {
    KnownFiles.Known known = earlier.get(stat.path());
    return known != null
        && known.stat().equals(stat)
        && status(place)
            .filter(status -> KnownFiles.Known.of(stat, status).equals(known))
            .isPresent();
  }

  private Optional<FileStatus> status(Root.Place place) {
    try {
      return filled
          ? Optional.of(FileStatus.at(place.directory(), place.name()))
          : Optional.empty();
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Takes away what lies where something else is to be.
  private void clear(Root.Place place) {
    if (filled) {
      TreeRemoval.remove(place.directory(), place.name());
    }
  }

  /// All was told and is there: what was not told goes, and times are set right.
  void finishAll() throws IOException {
    if (filled) {
      try (Fd directory = root.open("/", OpenHow.DIRECTORY)) {
        sweep(directory, "");
      } catch (LinuxException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    setDirectoryTimes();
  }

  private void sweep(Fd directory, String prefix) {
    for (DirectoryListing.Entry entry : DirectoryListing.of(directory)) {
      String path = prefix + entry.name();
      if (!told.contains(path)) {
        TreeRemoval.remove(directory, entry.name());
      } else if (FileStatus.at(directory, entry.name()).isDirectory()) {
        try (Fd below = Open.at(directory, entry.name(), OpenHow.DIRECTORY.noFollow())) {
          sweep(below, path + "/");
        }
      }
    }
  }

  /// What is known of the files now.
  Map<String, KnownFiles.Known> known() {
    var known = new HashMap<String, KnownFiles.Known>();
    for (Stat stat : files) {
      try (Root.Place place = root.place(stat.path())) {
        FileStatus status = FileStatus.at(place.directory(), place.name());
        known.put(stat.path(), KnownFiles.Known.of(stat, status));
      }
    }
    return known;
  }

  private static void checkPath(String path) {
    if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw HavreException.invalid("invalid path of a file: " + path);
    }
  }

  /// Opens a regular file that was made, to be written.
  Fd open(Stat stat) throws IOException {
    try (Root.Place place = root.place(stat.path())) {
      return Open.at(place.directory(), place.name(), OpenHow.WRITE.noFollow());
    } catch (LinuxException e) {
      throw new IOException(stat.path() + ": " + e.getMessage(), e);
    }
  }

  /// All bytes of a regular file are there.
  void finish(Stat stat) throws IOException {
    try (Root.Place place = root.place(stat.path())) {
      Entries.changeMode(place.directory(), place.name(), stat.permissions());
      setTime(stat, place);
    } catch (LinuxException e) {
      throw new IOException(stat.path() + ": " + e.getMessage(), e);
    }
  }

  /// What was made in the directories has changed their times.
  private void setDirectoryTimes() throws IOException {
    for (Stat stat : directories) {
      try (Root.Place place = root.place(stat.path())) {
        setTime(stat, place);
      } catch (LinuxException e) {
        throw new IOException(stat.path() + ": " + e.getMessage(), e);
      }
    }
  }

  private static void setTime(Stat stat, Root.Place place) {
    long seconds = Math.floorDiv(stat.modified(), NANOS);
    int nanos = (int) Math.floorMod(stat.modified(), NANOS);
    Entries.setTimes(place.directory(), place.name(), seconds, nanos, seconds, nanos);
  }
}
