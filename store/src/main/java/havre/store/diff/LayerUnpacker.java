package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.fs.TreeRemoval;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Unpacks one layer archive into a directory in overlay's form: whiteouts become 0:0 devices, an
/// opaque directory gets overlay's mark.
///
/// Every place is resolved by the kernel below the directory, so no entry, whatever links came
/// before it, leads out. The last component of a name is never followed. Directories' times are set
/// last.
final class LayerUnpacker {
  private static final String WHITEOUT = ".wh.";
  private static final String WHITEOUT_META = ".wh..wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String OVERLAY_ATTRIBUTES = "trusted.overlay.";
  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);
  private static final int PERMISSIONS = 07777;
  private static final int BUFFER = 256 * 1024;

  private final Path diff;
  private final Path kept;
  private final ArchiveRecipe.Writer recipe;
  private final TarLimits limits;
  private final byte[] bytes = new byte[BUFFER];
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final Map<String, TarEntry> directories = new LinkedHashMap<>();
  private final Map<String, Integer> ordinals = new HashMap<>();
  private long size;

  LayerUnpacker(Path diff, Path kept, ArchiveRecipe.Writer recipe, TarLimits limits) {
    this.diff = diff;
    this.kept = kept;
    this.recipe = recipe;
    this.limits = limits;
  }

  /// @return the bytes of the regular files
  long unpack(InputStream archive) throws IOException {
    var reader = new TarReader(archive, limits, recipe);
    try (Root root = Root.open(diff.toString());
        var parents = new Parents(root)) {
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        unpackEntry(root, parents, reader, entry);
      }
      reader.finish();
      setDirectoryTimes(root);
    }
    return size;
  }

  private void unpackEntry(Root root, Parents parents, TarReader reader, TarEntry entry)
      throws IOException {
    EntryPath path = EntryPath.of(entry.name(), limits);
    if (path.isRoot()) {
      keepContent(reader);
      if (entry.isDirectory()) {
        try (Fd top = root.open("", OpenHow.DIRECTORY)) {
          setOwnerModeAttributes(top, entry);
        }
        directories.put("", entry);
      }
      return;
    }
    Fd parent = parents.of(path.parent());
    if (path.name().startsWith(WHITEOUT)) {
      keepContent(reader);
      whiteout(parent, path);
      return;
    }
    switch (entry.type()) {
      case TarEntry.DIRECTORY -> {
        keepContent(reader);
        makeDirectory(parent, path, entry);
      }
      case TarEntry.REGULAR -> {
        clear(parent, path);
        writeFile(parent, path, reader, entry);
      }
      case TarEntry.HARD_LINK -> {
        keepContent(reader);
        clear(parent, path);
        link(root, parent, path, entry);
      }
      case TarEntry.SYMLINK -> {
        keepContent(reader);
        clear(parent, path);
        Entries.makeSymlink(entry.linkName(), parent, path.name());
        Entries.changeOwner(parent, path.name(), id(entry.uid()), id(entry.gid()));
        setTimes(parent, path.name(), entry);
      }
      case TarEntry.CHARACTER_DEVICE ->
          special(parent, path, reader, entry, FileStatus.CHARACTER_DEVICE);
      case TarEntry.BLOCK_DEVICE -> special(parent, path, reader, entry, FileStatus.BLOCK_DEVICE);
      case TarEntry.FIFO -> special(parent, path, reader, entry, FileStatus.FIFO);
      default ->
          throw new MalformedArchiveException(
              "unhandled tar header type '%c' of %s".formatted(entry.type(), entry.name()));
    }
  }

  private void makeDirectory(Fd parent, EntryPath path, TarEntry entry) throws IOException {
    FileStatus present = status(parent, path.name());
    if (present == null || !present.isDirectory()) {
      clear(parent, path);
      Entries.makeDirectory(parent, path.name(), 0700);
    }
    try (Fd directory = Open.at(parent, path.name(), OpenHow.DIRECTORY.noFollow())) {
      setOwnerModeAttributes(directory, entry);
    }
    directories.put(path.path(), entry);
  }

  private void writeFile(Fd parent, EntryPath path, TarReader reader, TarEntry entry)
      throws IOException {
    try (Fd file = Open.at(parent, path.name(), OpenHow.WRITE.createNew(0600).noFollow())) {
      if (entry.isSparse()) {
        writeSparse(file, reader, entry);
      } else {
        ordinals.put(path.path(), recipe.file(path.path(), entry.storedSize()));
        int count;
        while ((count = reader.read(bytes, 0, bytes.length)) > 0) {
          buffer.put(0, bytes, 0, count);
          Io.writeFully(file, buffer, 0, count);
        }
      }
      size += entry.size();
      setOwnerModeAttributes(file, entry);
    }
    setTimes(parent, path.name(), entry);
  }

  /// A sparse file's stored bytes stay in the recipe: on disk they are not in one piece.
  private void writeSparse(Fd file, TarReader reader, TarEntry entry) throws IOException {
    for (TarEntry.Segment segment : entry.sparse()) {
      long position = segment.offset();
      long left = segment.length();
      while (left > 0) {
        int count = reader.read(bytes, 0, (int) Math.min(left, bytes.length));
        if (count < 0) {
          throw new MalformedArchiveException("sparse file " + entry.name() + " is cut off");
        }
        recipe.raw(bytes, 0, count);
        buffer.put(0, bytes, 0, count);
        for (int done = 0; done < count; ) {
          done += Io.writeAt(file, position + done, buffer, done, count - done);
        }
        position += count;
        left -= count;
      }
    }
    Io.truncate(file, entry.size());
    keepContent(reader);
  }

  private void special(Fd parent, EntryPath path, TarReader reader, TarEntry entry, int type)
      throws IOException {
    keepContent(reader);
    clear(parent, path);
    int mode = type | (entry.mode() & PERMISSIONS);
    Entries.makeNode(parent, path.name(), mode, entry.deviceMajor(), entry.deviceMinor());
    Entries.changeOwner(parent, path.name(), id(entry.uid()), id(entry.gid()));
    Entries.changeMode(parent, path.name(), entry.mode() & PERMISSIONS);
    setTimes(parent, path.name(), entry);
  }

  private void link(Root root, Fd parent, EntryPath path, TarEntry entry) {
    EntryPath target = EntryPath.of(entry.linkName(), limits);
    if (target.isRoot()) {
      throw new MalformedArchiveException("invalid hardlink " + entry.name() + " to the root");
    }
    try (Root.Place place = root.place(target.path())) {
      Entries.makeLink(place.directory(), place.name(), parent, path.name());
    } catch (LinuxException e) {
      throw new MalformedArchiveException(
          "invalid hardlink \"%s\" -> \"%s\": %s"
              .formatted(entry.name(), entry.linkName(), e.errno().text()));
    }
  }

  private void whiteout(Fd parent, EntryPath path) throws IOException {
    if (path.name().equals(OPAQUE)) {
      try (Fd directory = Open.again(parent, OpenHow.DIRECTORY)) {
        ExtendedAttributes.set(directory, OVERLAY_ATTRIBUTES + "opaque", YES);
      }
      return;
    }
    if (path.name().startsWith(WHITEOUT_META)) {
      return; // aufs kept its own links this way
    }
    String name = path.name().substring(WHITEOUT.length());
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new MalformedArchiveException("invalid whiteout: " + path.path());
    }
    String parentPath = path.parent();
    clear(parent, new EntryPath(parentPath.isEmpty() ? name : parentPath + "/" + name));
    Entries.makeNode(parent, name, FileStatus.CHARACTER_DEVICE, 0, 0);
  }

  /// Takes away what stands in an entry's place. The content of a file that this archive brought is
  /// kept for the recipe.
  private void clear(Fd parent, EntryPath path) throws IOException {
    FileStatus present = status(parent, path.name());
    if (present == null) {
      return;
    }
    if (present.isDirectory()) {
      keepReplacedBelow(path.path() + "/");
      TreeRemoval.remove(parent, path.name());
      directories.keySet().removeIf(d -> d.equals(path.path()) || d.startsWith(path.path() + "/"));
      return;
    }
    keepReplaced(path.path());
    Entries.removeFile(parent, path.name());
  }

  private void keepReplacedBelow(String prefix) throws IOException {
    for (String path : ordinals.keySet().stream().filter(p -> p.startsWith(prefix)).toList()) {
      keepReplaced(path);
    }
  }

  private void keepReplaced(String path) throws IOException {
    Integer ordinal = ordinals.remove(path);
    if (ordinal == null) {
      return;
    }
    try (Root root = Root.open(diff.toString());
        Fd file = root.open(path, OpenHow.READ.noFollow());
        InputStream content = Files.newInputStream(Path.of("/proc/self/fd/" + file.number()))) {
      Files.copy(content, kept.resolve(String.valueOf(ordinal)));
    }
  }

  /// Content that becomes no file is kept in the recipe.
  private void keepContent(TarReader reader) throws IOException {
    int count;
    while ((count = reader.read(bytes, 0, bytes.length)) > 0) {
      recipe.raw(bytes, 0, count);
    }
  }

  private void setOwnerModeAttributes(Fd fd, TarEntry entry) {
    Entries.changeOwner(fd, id(entry.uid()), id(entry.gid()));
    Entries.changeMode(fd, entry.mode() & PERMISSIONS);
    for (Map.Entry<String, byte[]> attribute : entry.xattrs().entrySet()) {
      if (!attribute.getKey().startsWith(OVERLAY_ATTRIBUTES)) {
        setAttribute(fd, attribute.getKey(), attribute.getValue());
      }
    }
  }

  /// As Docker does, attributes are left out that this file system can't hold.
  private static void setAttribute(Fd fd, String name, byte[] value) {
    try {
      ExtendedAttributes.set(fd, name, value);
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOTSUP) && !e.is(Errno.EPERM)) {
        throw e;
      }
    }
  }

  private void setDirectoryTimes(Root root) {
    for (Map.Entry<String, TarEntry> directory :
        directories.entrySet().stream().toList().reversed()) {
      if (directory.getKey().isEmpty()) {
        try (Fd top = root.open("", OpenHow.DIRECTORY)) {
          setTimes(top, ".", directory.getValue());
        }
        continue;
      }
      try (Root.Place place = root.place(directory.getKey())) {
        setTimes(place.directory(), place.name(), directory.getValue());
      }
    }
  }

  private static void setTimes(Fd parent, String name, TarEntry entry) {
    Entries.setTimes(
        parent,
        name,
        entry.modifiedSeconds(),
        entry.modifiedNanos(),
        entry.modifiedSeconds(),
        entry.modifiedNanos());
  }

  private static int id(long id) {
    if (id < 0 || id > 0xFFFF_FFFEL) {
      throw new MalformedArchiveException("owner out of range: " + id);
    }
    return (int) id;
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

  /// The directory of the entry before last, which mostly is that of the next one too. A missing
  /// directory is made.
  private static final class Parents implements AutoCloseable {
    private final Root root;
    private @Nullable String path;
    private @Nullable Fd fd;

    Parents(Root root) {
      this.root = root;
    }

    Fd of(String wanted) {
      Fd open = fd;
      if (open != null && wanted.equals(path) && FileStatus.of(open).links() > 0) {
        return open;
      }
      close();
      Fd next;
      try {
        next = root.makeDirectories(wanted, 0755, 0, 0);
      } catch (LinuxException e) {
        throw new MalformedArchiveException("directory " + wanted + ": " + e.errno().text());
      }
      fd = next;
      path = wanted;
      return next;
    }

    @Override
    public void close() {
      if (fd != null) {
        fd.close();
        fd = null;
      }
    }
  }
}
