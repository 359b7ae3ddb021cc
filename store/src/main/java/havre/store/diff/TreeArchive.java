package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.FileSystemStatistics;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a directory tree, or one entry of it, as a tar archive: what Docker gives for `cp`,
/// `export` and `commit`.
///
/// Each entry is opened relative to its directory's descriptor without following links, and its
/// header tells what was opened: a process that changes the tree meanwhile can make the archive
/// odd, but cannot lead the walk out of it. Not thread-safe.
public final class TreeArchive {
  private static final int BUFFER = 256 * 1024;
  private static final OpenHow ENTER = OpenHow.DIRECTORY.noFollow();
  private static final OpenHow FILE = OpenHow.READ.noFollow().nonBlocking();
  private static final String CAPABILITIES = "security.capability";

  /// Mounts of the kernel's own views, which are no files of anybody's.
  private static final Set<Long> KERNEL_VIEWS =
      Set.of(
          FileSystemStatistics.PROC,
          FileSystemStatistics.SYSFS,
          FileSystemStatistics.CGROUP,
          FileSystemStatistics.CGROUP2);

  private record FileId(int major, int minor, long inode) {}

  private final TarWriter tar;
  private final boolean layer;
  private final Set<String> leftOut;
  private Selection selection = Selection.ALL;
  private long newest = Long.MAX_VALUE;
  private final Map<FileId, String> linked = new HashMap<>();
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  private TreeArchive(OutputStream out, boolean layer, Set<String> leftOut) {
    this.tar = new TarWriter(out);
    this.layer = layer;
    this.leftOut = leftOut;
  }

  /// Which entries are written.
  public interface Selection {
    /// All of them.
    Selection ALL = _ -> true;

    /// @param path relative to the directory that is written
    boolean includes(String path);

    /// Whether something below a directory that is not written may be.
    default boolean mayIncludeBelow(String path) {
      return false;
    }
  }

  /// Writes what is in a directory, without an entry for the directory itself.
  ///
  /// @param directory open, not as a path only
  public static void writeContent(Fd directory, OutputStream out) throws IOException {
    writeContent(directory, Selection.ALL, out);
  }

  /// As above, only some of it.
  public static void writeContent(Fd directory, Selection selection, OutputStream out)
      throws IOException {
    var archive = new TreeArchive(out, false, Set.of());
    archive.selection = selection;
    archive.addContent(directory, "");
    archive.tar.finish();
  }

  /// Writes a directory with what is in it.
  ///
  /// @param directory open, not as a path only
  /// @param name that the directory has in the archive
  /// @param emptied names in the directory that are written without what is in them
  public static void writeDirectory(
      Fd directory, String name, Set<String> emptied, OutputStream out) throws IOException {
    var archive = new TreeArchive(out, false, emptied);
    archive.addDirectory(directory, FileStatus.of(directory), name, name);
    archive.tar.finish();
  }

  /// Writes one entry of a directory, which is no directory itself.
  ///
  /// @param name that the entry has in the archive
  public static void writeEntry(Fd parent, String entry, String name, OutputStream out)
      throws IOException {
    var archive = new TreeArchive(out, false, Set.of());
    archive.add(parent, entry, name, name);
    archive.tar.finish();
  }

  /// Writes one regular file.
  ///
  /// @param name that it has in the archive
  public static void writeFile(Fd file, String name, OutputStream out) throws IOException {
    var archive = new TreeArchive(out, false, Set.of());
    archive.addFile(file, FileStatus.of(file), name);
    archive.tar.finish();
  }

  /// How the upper directory of an overlay becomes a layer.
  ///
  /// @param leftOut paths that are no part of the layer where they hold nothing
  /// @param newest no time in the layer is later, in seconds since the epoch
  public record LayerOptions(Set<String> leftOut, long newest) {
    public static final LayerOptions PLAIN = new LayerOptions(Set.of(), Long.MAX_VALUE);

    public LayerOptions {
      leftOut = Set.copyOf(leftOut);
    }
  }

  /// Writes the upper directory of an overlay as a layer: what overlay keeps to hide lower files
  /// becomes whiteouts.
  public static void writeLayer(Fd upper, LayerOptions options, OutputStream out)
      throws IOException {
    var archive = new TreeArchive(out, true, options.leftOut());
    archive.newest = options.newest();
    archive.addContent(upper, "");
    archive.tar.finish();
  }

  private void addContent(Fd directory, String prefix) throws IOException {
    List<DirectoryListing.Entry> entries = DirectoryListing.of(directory);
    for (var entry :
        entries.stream().sorted(Comparator.comparing(DirectoryListing.Entry::name)).toList()) {
      add(directory, entry.name(), prefix + entry.name(), prefix + entry.name());
    }
  }

  private void add(Fd parent, String entry, String name, String path) throws IOException {
    try {
      FileStatus status = FileStatus.at(parent, entry);
      if (!selection.includes(path)) {
        if (status.isDirectory() && selection.mayIncludeBelow(path)) {
          try (Fd directory = Open.at(parent, entry, ENTER)) {
            addContent(directory, name + "/");
          }
        }
        return;
      }
      if (!layer || !isLeftOut(parent, entry, status, path)) {
        addAny(parent, entry, status, name, path);
      }
    } catch (LinuxException e) {
      // Gone, or something else, since the directory was listed.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR) && !e.is(Errno.ELOOP)) {
        throw e;
      }
    }
  }

  private void addAny(Fd parent, String entry, FileStatus status, String name, String path)
      throws IOException {
    switch (status.type()) {
      case FileStatus.DIRECTORY -> {
        try (Fd directory = Open.at(parent, entry, ENTER)) {
          addDirectory(directory, FileStatus.of(directory), name, path);
        }
      }
      case FileStatus.REGULAR -> {
        try (Fd file = Open.at(parent, entry, FILE)) {
          FileStatus opened = FileStatus.of(file);
          if (opened.isRegular()) {
            addFile(file, opened, name);
          }
        }
      }
      case FileStatus.SYMLINK ->
          tar.begin(header(name, TarEntry.SYMLINK, status, Entries.readSymlink(parent, entry)));
      case FileStatus.CHARACTER_DEVICE -> {
        if (layer && LayerUnpacker.isWhiteout(status)) {
          addWhiteout(name, entry);
        } else {
          addNode(status, TarEntry.CHARACTER_DEVICE, name);
        }
      }
      case FileStatus.BLOCK_DEVICE -> addNode(status, TarEntry.BLOCK_DEVICE, name);
      case FileStatus.FIFO -> addNode(status, TarEntry.FIFO, name);
      default -> {
        // a socket means nothing without the process that made it
      }
    }
  }

  private void addDirectory(Fd directory, FileStatus status, String name, String path)
      throws IOException {
    String own = name.endsWith("/") ? name : name + "/";
    tar.begin(header(own, TarEntry.DIRECTORY, status, ""));
    if (layer && ExtendedAttributes.get(directory, LayerUnpacker.OPAQUE_ATTRIBUTE) != null) {
      tar.begin(TarEntry.of(own + EntryPath.OPAQUE, TarEntry.REGULAR, 0600, 0, 0, 0));
    }
    boolean emptied = !layer && leftOut.contains(path);
    if (!emptied && !KERNEL_VIEWS.contains(FileSystemStatistics.of(directory).type())) {
      addContent(directory, own);
    }
  }

  private void addFile(Fd file, FileStatus status, String name) throws IOException {
    if (status.links() > 1) {
      var id = new FileId(status.deviceMajor(), status.deviceMinor(), status.inode());
      String first = linked.putIfAbsent(id, name);
      if (first != null) {
        tar.begin(header(name, TarEntry.HARD_LINK, status, first));
        return;
      }
    }
    byte[] capabilities = ExtendedAttributes.get(file, CAPABILITIES);
    Map<String, byte[]> attributes =
        capabilities == null ? Map.of() : Map.of(CAPABILITIES, capabilities);
    tar.begin(entry(name, TarEntry.REGULAR, status, status.size(), "", attributes));
    addContent(file, status.size());
  }

  /// As many bytes as the header says: what a file loses meanwhile is filled up with zeros.
  private void addContent(Fd file, long size) throws IOException {
    long done = 0;
    while (done < size) {
      int wanted = (int) Math.min(BUFFER, size - done);
      int count = Io.readAt(file, done, buffer, 0, wanted);
      if (count <= 0) {
        Arrays.fill(bytes, (byte) 0);
        count = wanted;
      } else {
        buffer.get(0, bytes, 0, count);
      }
      tar.write(bytes, 0, count);
      done += count;
    }
  }

  private void addNode(FileStatus status, char type, String name) throws IOException {
    tar.begin(header(name, type, status, ""));
  }

  private void addWhiteout(String name, String entry) throws IOException {
    String parent = name.substring(0, name.length() - entry.length());
    tar.begin(TarEntry.of(parent + EntryPath.WHITEOUT + entry, TarEntry.REGULAR, 0600, 0, 0, 0));
  }

  /// Whether an entry exists only because something had to be mounted there.
  private boolean isLeftOut(Fd parent, String entry, FileStatus status, String path) {
    if (!leftOut.contains(path)) {
      return false;
    }
    if (status.isRegular()) {
      return status.size() == 0;
    }
    if (!status.isDirectory()) {
      return false;
    }
    try (Fd directory = Open.at(parent, entry, ENTER)) {
      for (var inside : DirectoryListing.of(directory)) {
        FileStatus of = FileStatus.at(directory, inside.name());
        if (!isLeftOut(directory, inside.name(), of, path + "/" + inside.name())) {
          return false;
        }
      }
      return true;
    }
  }

  private TarEntry header(String name, char type, FileStatus status, String link) {
    return entry(name, type, status, 0, link, Map.of());
  }

  private TarEntry entry(
      String name,
      char type,
      FileStatus status,
      long size,
      String link,
      Map<String, byte[]> attributes) {
    return new TarEntry(
        name,
        type,
        status.permissions(),
        status.uid() & 0xFFFF_FFFFL,
        status.gid() & 0xFFFF_FFFFL,
        size,
        size,
        Math.min(status.modifiedSeconds(), newest),
        0,
        link,
        status.specialMajor(),
        status.specialMinor(),
        attributes,
        List.of(),
        false);
  }
}
