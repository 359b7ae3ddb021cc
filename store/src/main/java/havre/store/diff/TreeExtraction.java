package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Unpacks an archive into a directory of somebody's file system, with Docker's rules for what is
/// there already.
///
/// The kernel resolves every path within the file system's root, so neither the archive nor a
/// process that swaps directories for links meanwhile can lead anything out of it. Not thread-safe.
public final class TreeExtraction implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;
  private static final OpenHow NEW_FILE = OpenHow.WRITE.createNew(0600);

  private final Options options;
  private final String base;
  private final LayerDirectories directories;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final Map<String, TarEntry> directoryTimes = new LinkedHashMap<>();
  private @Nullable EarlierTree earlier;

  /// How to unpack.
  ///
  /// @param keepKinds refuse to replace a directory by something else, or the reverse
  /// @param owner to whom all entries are given, or null for the archive's own
  /// @param mode changes that of all entries but links; null for the archive's own
  public record Options(boolean keepKinds, @Nullable Owner owner, @Nullable ModeChange mode) {
    public Options(boolean keepKinds, @Nullable Owner owner) {
      this(keepKinds, owner, null);
    }

    private TarEntry applied(TarEntry entry) {
      TarEntry owned = owner == null ? entry : entry.withOwner(owner.uid, owner.gid);
      return mode == null || entry.type() == TarEntry.SYMLINK
          ? owned
          : owned.withMode(mode.of(entry.mode(), entry.isDirectory()));
    }
  }

  /// A user and a group.
  public record Owner(int uid, int gid) {}

  private TreeExtraction(Fd root, String base, Options options) {
    this.options = options;
    this.base = base;
    this.directories = new LayerDirectories(root);
  }

  /// Unpacks an archive, compressed or not, and reads it to its end.
  ///
  /// @param root of the file system
  /// @param base a directory in it
  /// @throws MalformedArchiveException when the archive is damaged or breaks the rules
  /// @throws LinuxException when the kernel refuses
  public static void unpack(InputStream archive, Fd root, String base, Options options)
      throws IOException {
    String cleaned = base.replaceAll("^/+|/+$", "");
    try (var extraction = new TreeExtraction(root, cleaned, options)) {
      extraction.unpack(new TarReader(Compression.decompressed(archive), TarLimits.DEFAULT));
    }
  }

  /// Makes a directory hold what an archive does and nothing else. What an earlier archive left
  /// there and the new one has too is not written again.
  ///
  /// @param root the directory
  /// @throws MalformedArchiveException as [#unpack]
  public static void refresh(InputStream archive, Fd root) throws IOException {
    try (Fd opened = Open.again(root, OpenHow.DIRECTORY);
        var extraction = new TreeExtraction(opened, "", new Options(false, null))) {
      if (!DirectoryListing.of(opened).isEmpty()) {
        extraction.earlier = new EarlierTree(opened, extraction.directories);
      }
      extraction.unpack(new TarReader(Compression.decompressed(archive), TarLimits.DEFAULT));
    }
  }

  private void unpack(TarReader tar) throws IOException {
    TarEntry entry;
    while ((entry = tar.next()) != null) {
      directories.next();
      if (entry.type() != 'g') {
        unpack(options.applied(entry), EntryPath.of(entry.name(), TarLimits.DEFAULT), tar);
      }
    }
    tar.finish();
    if (earlier != null) {
      earlier.sweep();
    }
    for (var directory : directoryTimes.entrySet()) {
      directories.next();
      applyTimes(EntryPath.of(directory.getKey(), TarLimits.DEFAULT), directory.getValue());
    }
  }

  @Override
  public void close() {
    directories.close();
  }

  private String below(String path) {
    return path.isEmpty() ? base : base.isEmpty() ? path : base + "/" + path;
  }

  private void unpack(TarEntry entry, EntryPath path, TarReader tar) throws IOException {
    if (path.isRoot()) {
      return;
    }
    if (earlier != null) {
      earlier.prepare(path);
    }
    Fd parent = directories.existingOrMade(below(path.parent()));
    FileStatus existing = status(parent, path.name());
    boolean reused =
        existing != null && earlier != null && earlier.reuse(entry, path, parent, existing, tar);
    if (!reused) {
      if (existing != null) {
        makeRoom(entry, path, parent, existing);
      }
      make(entry, path, parent, existing, tar);
    }
    if (earlier != null) {
      earlier.keep(parent, path);
    }
  }

  private static @Nullable FileStatus status(Fd parent, String name) {
    try {
      return FileStatus.at(parent, name);
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
  }

  private void makeRoom(TarEntry entry, EntryPath path, Fd parent, FileStatus existing) {
    if (existing.isDirectory() && entry.isDirectory()) {
      return;
    }
    if (options.keepKinds && existing.isDirectory()) {
      throw new MalformedArchiveException(
          "cannot overwrite directory \"%s\" with non-directory \"%s\""
              .formatted(absolute(path.path()), absolute("")));
    }
    if (options.keepKinds && entry.isDirectory()) {
      throw new MalformedArchiveException(
          "cannot overwrite non-directory \"%s\" with directory \"%s\""
              .formatted(absolute(path.path()), absolute("")));
    }
    if (existing.isDirectory()) {
      directories.forget();
    }
    TreeRemoval.remove(parent, path.name());
  }

  private String absolute(String path) {
    return "/" + below(path);
  }

  private void make(
      TarEntry entry, EntryPath path, Fd parent, @Nullable FileStatus existing, TarReader tar)
      throws IOException {
    String name = path.name();
    switch (entry.type()) {
      case TarEntry.REGULAR -> {
        try (Fd file = Open.at(parent, name, NEW_FILE)) {
          writeContent(entry, file, tar);
          EntryMetadata.apply(file, entry);
        }
        EntryMetadata.applyTimes(parent, name, entry);
      }
      case TarEntry.DIRECTORY -> {
        if (existing == null || !existing.isDirectory()) {
          Entries.makeDirectory(parent, name, 0700);
        }
        try (Fd made = Open.at(parent, name, OpenHow.DIRECTORY.noFollow())) {
          EntryMetadata.apply(made, entry);
        }
        directoryTimes.put(path.path(), entry);
      }
      case TarEntry.SYMLINK -> {
        Entries.makeSymlink(entry.linkName(), parent, name);
        finish(entry, name, parent);
      }
      case TarEntry.HARD_LINK -> makeHardLink(entry, path, parent);
      case TarEntry.CHARACTER_DEVICE -> makeNode(FileStatus.CHARACTER_DEVICE, entry, name, parent);
      case TarEntry.BLOCK_DEVICE -> makeNode(FileStatus.BLOCK_DEVICE, entry, name, parent);
      case TarEntry.FIFO -> makeNode(FileStatus.FIFO, entry, name, parent);
      default ->
          throw new MalformedArchiveException("unhandled tar header type " + (int) entry.type());
    }
  }

  private void makeHardLink(TarEntry entry, EntryPath path, Fd parent) {
    EntryPath target = EntryPath.of(entry.linkName(), TarLimits.DEFAULT);
    if (target.isRoot()) {
      throw new MalformedArchiveException(
          "invalid hardlink \"%s\" -> \"%s\"".formatted(entry.name(), entry.linkName()));
    }
    Fd targetParent = directories.existing(below(target.parent()));
    Entries.makeLink(targetParent, target.name(), parent, path.name());
    // As with Docker, what the last of a file's names says of it counts.
    if (FileStatus.at(parent, path.name()).isRegular()) {
      finish(entry, path.name(), parent);
    }
  }

  private static void makeNode(int type, TarEntry entry, String name, Fd parent) {
    int mode = type | EntryMetadata.mode(entry);
    Entries.makeNode(parent, name, mode, entry.deviceMajor(), entry.deviceMinor());
    finish(entry, name, parent);
  }

  private static void finish(TarEntry entry, String name, Fd parent) {
    EntryMetadata.apply(parent, name, entry);
    EntryMetadata.applyTimes(parent, name, entry);
  }

  private void applyTimes(EntryPath path, TarEntry entry) {
    EntryMetadata.applyTimes(directories.existing(below(path.parent())), path.name(), entry);
  }

  private void writeContent(TarEntry entry, Fd file, TarReader tar) throws IOException {
    if (!entry.isSparse()) {
      writeRun(file, new TarEntry.Segment(0, entry.size()), tar);
      return;
    }
    Io.truncate(file, entry.size());
    List<TarEntry.Segment> runs = entry.sparse();
    for (TarEntry.Segment run : runs) {
      writeRun(file, run, tar);
    }
  }

  private void writeRun(Fd file, TarEntry.Segment run, TarReader tar) throws IOException {
    long at = run.offset();
    long end = at + run.length();
    while (at < end) {
      int count = tar.read(bytes, 0, (int) Math.min(BUFFER, end - at));
      if (count < 0) {
        throw new MalformedArchiveException("unexpected EOF");
      }
      buffer.put(0, bytes, 0, count);
      int written = 0;
      while (written < count) {
        written += Io.writeAt(file, at + written, buffer, written, count - written);
      }
      at += count;
    }
  }
}
