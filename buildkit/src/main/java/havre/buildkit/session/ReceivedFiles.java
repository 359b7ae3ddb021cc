package havre.buildkit.session;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes the files that a client tells of, below a root. Used by one thread.
final class ReceivedFiles {
  private static final long NANOS = 1_000_000_000L;
  private static final OpenHow NEW = OpenHow.WRITE.createNew(0600).noFollow();

  private final Root root;
  private final List<Stat> directories = new ArrayList<>();

  ReceivedFiles(Root root) {
    this.root = root;
  }

  /// Makes what needs no bytes.
  ///
  /// @return whether it does need bytes: a regular file that is not another's second name
  boolean make(Stat stat) throws IOException {
    checkPath(stat.path());
    try (Root.Place place = root.place(stat.path())) {
      if (stat.isRegular() && stat.link().isEmpty()) {
        // At once, since others may be told to be the same file before its bytes come.
        Open.at(place.directory(), place.name(), NEW).close();
        return true;
      }
      if (stat.isDirectory()) {
        Entries.makeDirectory(place.directory(), place.name(), 0700);
        Entries.changeMode(place.directory(), place.name(), stat.permissions());
        directories.add(stat);
      } else if (stat.isSymlink()) {
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
  void setDirectoryTimes() throws IOException {
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
