package havre.store.diff;

import havre.linux.Fd;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puts a layer's folder right by the same layer unpacked anew beside it. Only what differs is
/// replaced, each by one rename: containers may be running on the layer.
public final class LayerRepair {
  private static final OpenHow CONTENT = OpenHow.READ.beneath().noFollow().nonBlocking();
  private static final OpenHow FOLDER = OpenHow.DIRECTORY.beneath().noFollow();
  private static final int PIECE = 256 * 1024;

  private final NativeBuffer buffer = NativeBuffer.allocate(PIECE);
  private final byte[] one = new byte[PIECE];
  private final byte[] other = new byte[PIECE];
  private final List<String> replaced = new ArrayList<>();

  private LayerRepair() {}

  /// @param damaged the layer's folder, with all that [LayerArchive] puts there
  /// @param fresh another; what is needed is moved out of it
  /// @return what was replaced or removed, as paths in the layer's folder
  public static List<String> repair(Fd damaged, Fd fresh) {
    var repair = new LayerRepair();
    repair.walk(damaged, fresh, "");
    return List.copyOf(repair.replaced);
  }

  private void walk(Fd damaged, Fd fresh, String prefix) {
    Set<String> here = names(damaged);
    Set<String> wanted = names(fresh);
    for (String name : wanted) {
      String path = prefix + name;
      if (!here.contains(name)) {
        Entries.rename(fresh, name, damaged, name);
        replaced.add(path);
      } else {
        compare(damaged, fresh, name, path);
      }
    }
    here.removeAll(wanted);
    for (String name : here) {
      TreeRemoval.remove(damaged, name);
      replaced.add(prefix + name);
    }
  }

  private static Set<String> names(Fd directory) {
    var names = new HashSet<String>();
    DirectoryListing.of(directory).forEach(entry -> names.add(entry.name()));
    return names;
  }

  private void compare(Fd damaged, Fd fresh, String name, String path) {
    FileStatus is = FileStatus.at(damaged, name);
    FileStatus should = FileStatus.at(fresh, name);
    if (is.isDirectory() && should.isDirectory()) {
      try (Fd inside = Open.at(damaged, name, FOLDER);
          Fd model = Open.at(fresh, name, FOLDER)) {
        walk(inside, model, path + "/");
        likeItsModel(inside, is, should);
      }
      Entries.setTimes(
          damaged,
          name,
          should.accessedSeconds(),
          should.accessedNanos(),
          should.modifiedSeconds(),
          should.modifiedNanos());
    } else if (!isSame(damaged, is, fresh, should, name)) {
      if (is.isDirectory() || should.isDirectory()) {
        TreeRemoval.remove(damaged, name);
      }
      Entries.rename(fresh, name, damaged, name);
      replaced.add(path);
    }
  }

  private static void likeItsModel(Fd directory, FileStatus is, FileStatus should) {
    if (is.uid() != should.uid() || is.gid() != should.gid()) {
      Entries.changeOwner(directory, should.uid(), should.gid());
    }
    Entries.changeMode(directory, should.permissions());
  }

  private boolean isSame(Fd damaged, FileStatus is, Fd fresh, FileStatus should, String name) {
    if (is.mode() != should.mode()
        || is.uid() != should.uid()
        || is.gid() != should.gid()
        || is.specialMajor() != should.specialMajor()
        || is.specialMinor() != should.specialMinor()) {
      return false;
    }
    if (should.isSymlink()) {
      return Entries.readSymlink(damaged, name).equals(Entries.readSymlink(fresh, name));
    }
    return !should.isRegular()
        || is.size() == should.size() && hasSameContent(damaged, fresh, name, is.size());
  }

  private boolean hasSameContent(Fd damaged, Fd fresh, String name, long size) {
    try (Fd is = Open.at(damaged, name, CONTENT);
        Fd should = Open.at(fresh, name, CONTENT)) {
      for (long at = 0; at < size; at += PIECE) {
        int length = (int) Math.min(PIECE, size - at);
        if (!read(is, at, one, length)
            || !read(should, at, other, length)
            || !Arrays.equals(one, 0, length, other, 0, length)) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean read(Fd file, long position, byte[] target, int length) {
    int done = 0;
    while (done < length) {
      int count = Io.readAt(file, position + done, buffer, done, length - done);
      if (count == 0) {
        return false;
      }
      done += count;
    }
    buffer.get(0, target, 0, length);
    return true;
  }
}
