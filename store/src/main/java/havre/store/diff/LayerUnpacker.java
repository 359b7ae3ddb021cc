package havre.store.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Unpacks a layer's archive into a directory that overlay takes as a lower one.
///
/// Every entry is made relative to the descriptor of its parent directory, which the kernel finds
/// within the layer's root (`RESOLVE_IN_ROOT`), and nothing that exists is opened for writing: an
/// archive can name what it likes, it reaches only its own layer. Whiteouts become what overlay
/// knows: a device 0:0, an attribute on an opaque directory. Not thread-safe.
final class LayerUnpacker implements AutoCloseable {
  static final String OPAQUE_ATTRIBUTE = "trusted.overlay.opaque";
  static final String DISPLACED = "displaced";

  private static final int BUFFER = 256 * 1024;
  private static final byte[] YES = "y".getBytes(UTF_8);

  private final TarReader tar;
  private final ArchiveRecorder recorder;
  private final TarLimits limits;
  private final Fd root;
  private final Fd layer;
  private final LayerDirectories directories;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final Map<String, TarEntry> directoryTimes = new LinkedHashMap<>();
  private final List<Displaced> displaced = new ArrayList<>();
  private long size;

  /// @param layer the directory beside the root, where content that gets displaced is kept
  LayerUnpacker(TarReader tar, ArchiveRecorder recorder, Fd root, Fd layer, TarLimits limits) {
    this.tar = tar;
    this.recorder = recorder;
    this.root = root;
    this.layer = layer;
    this.limits = limits;
    directories = new LayerDirectories(root);
  }

  /// Unpacks all entries, then reads the archive to its end.
  void unpack() throws IOException {
    TarEntry entry;
    while ((entry = tar.next()) != null) {
      try {
        unpack(entry);
      } catch (LinuxException e) {
        throw translated(entry, e);
      }
    }
    tar.finish();
    for (var directory : directoryTimes.entrySet()) {
      directories.next();
      applyTimes(directory.getKey(), directory.getValue());
    }
  }

  /// Bytes of all regular files.
  long size() {
    return size;
  }

  List<Displaced> displaced() {
    return displaced;
  }

  @Override
  public void close() {
    directories.close();
  }

  private void unpack(TarEntry entry) throws IOException {
    directories.next();
    EntryPath path = EntryPath.of(entry.name(), limits);
    if (path.isRoot()) {
      if (!entry.isDirectory()) {
        throw new MalformedArchiveException(
            "archive entry \"" + entry.name() + "\" would replace the layer's root");
      }
      EntryMetadata.apply(root, entry);
      directoryTimes.put("", entry);
      return;
    }
    if (path.isOpaqueMarker()) {
      makeOpaque(directories.existingOrMade(path.parent()));
      recordContent();
    } else if (path.isReserved()) {
      recordContent();
    } else if (path.isWhiteout()) {
      makeWhiteout(path);
      recordContent();
    } else {
      make(entry, path);
    }
  }

  private void make(TarEntry entry, EntryPath path) throws IOException {
    Fd parent = directories.existingOrMade(path.parent());
    switch (entry.type()) {
      case TarEntry.REGULAR -> makeFile(entry, path, parent);
      case TarEntry.DIRECTORY -> makeDirectory(entry, path, parent);
      case TarEntry.SYMLINK -> {
        create(path, parent, () -> Entries.makeSymlink(entry.linkName(), parent, path.name()));
        finish(entry, path, parent);
      }
      case TarEntry.HARD_LINK -> makeHardLink(entry, path, parent);
      case TarEntry.CHARACTER_DEVICE -> makeNode(FileStatus.CHARACTER_DEVICE, entry, path, parent);
      case TarEntry.BLOCK_DEVICE -> makeNode(FileStatus.BLOCK_DEVICE, entry, path, parent);
      case TarEntry.FIFO -> makeNode(FileStatus.FIFO, entry, path, parent);
      default ->
          throw new MalformedArchiveException(
              "unhandled tar header type " + (int) entry.type() + " of \"" + entry.name() + "\"");
    }
  }

  private void makeFile(TarEntry entry, EntryPath path, Fd parent) throws IOException {
    OpenHow how = OpenHow.WRITE.createNew(EntryMetadata.mode(entry) & 0777);
    var file = new Fd[1];
    create(path, parent, () -> file[0] = Open.at(parent, path.name(), how));
    try (Fd fd = file[0]) {
      writeContent(entry, path, fd);
      EntryMetadata.apply(fd, entry);
    }
    EntryMetadata.applyTimes(parent, path.name(), entry);
    size += entry.size();
  }

  private void writeContent(TarEntry entry, EntryPath path, Fd fd) throws IOException {
    if (!entry.isSparse()) {
      if (entry.size() > 0) {
        var whole = new TarEntry.Segment(0, entry.size());
        recorder.file(path.path(), List.of(whole));
        writeRun(fd, whole);
      }
      return;
    }
    Io.truncate(fd, entry.size());
    if (!entry.sparse().isEmpty()) {
      recorder.file(path.path(), entry.sparse());
      for (TarEntry.Segment run : entry.sparse()) {
        writeRun(fd, run);
      }
    }
  }

  private void writeRun(Fd fd, TarEntry.Segment run) throws IOException {
    long at = run.offset();
    long end = at + run.length();
    while (at < end) {
      int wanted = (int) Math.min(BUFFER, end - at);
      int filled = 0;
      while (filled < wanted) {
        filled += tar.read(bytes, filled, wanted - filled);
      }
      buffer.put(0, bytes, 0, filled);
      int written = 0;
      while (written < filled) {
        written += Io.writeAt(fd, at + written, buffer, written, filled - written);
      }
      at += filled;
    }
  }

  private void makeDirectory(TarEntry entry, EntryPath path, Fd parent) throws IOException {
    boolean opaque = false;
    try {
      Entries.makeDirectory(parent, path.name(), EntryMetadata.mode(entry) & 0777);
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      FileStatus existing = FileStatus.at(parent, path.name());
      if (!existing.isDirectory()) {
        opaque = isWhiteout(existing);
        displace(path, parent, existing);
        Entries.makeDirectory(parent, path.name(), EntryMetadata.mode(entry) & 0777);
      }
    }
    try (Fd made = Open.at(parent, path.name(), OpenHow.DIRECTORY.noFollow())) {
      if (opaque) {
        makeOpaque(made);
      }
      EntryMetadata.apply(made, entry);
    }
    directoryTimes.put(path.path(), entry);
  }

  private void makeHardLink(TarEntry entry, EntryPath path, Fd parent) throws IOException {
    EntryPath target = EntryPath.of(entry.linkName(), limits);
    if (target.isRoot()) {
      throw new MalformedArchiveException(
          "invalid hardlink \"%s\" -> \"%s\"".formatted(entry.name(), entry.linkName()));
    }
    if (target.equals(path)) {
      return;
    }
    Fd targetParent = directories.existing(target.parent());
    create(path, parent, () -> Entries.makeLink(targetParent, target.name(), parent, path.name()));
  }

  private void makeNode(int type, TarEntry entry, EntryPath path, Fd parent) throws IOException {
    int mode = type | EntryMetadata.mode(entry);
    create(
        path,
        parent,
        () ->
            Entries.makeNode(parent, path.name(), mode, entry.deviceMajor(), entry.deviceMinor()));
    finish(entry, path, parent);
  }

  private static void finish(TarEntry entry, EntryPath path, Fd parent) {
    EntryMetadata.apply(parent, path.name(), entry);
    EntryMetadata.applyTimes(parent, path.name(), entry);
  }

  /// Makes something; what an earlier entry put there gives way.
  private void create(EntryPath path, Fd parent, Runnable make) {
    try {
      make.run();
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      displace(path, parent, FileStatus.at(parent, path.name()));
      make.run();
    }
  }

  /// Takes away what a path has; its content goes where [ArchiveReplay] finds it.
  private void displace(EntryPath path, Fd parent, FileStatus existing) {
    directories.forget();
    if (!existing.isDirectory() && !existing.isRegular()) {
      Entries.removeFile(parent, path.name());
      return;
    }
    if (displaced.isEmpty()) {
      Entries.makeDirectory(layer, DISPLACED, 0700);
    }
    String name = Integer.toString(displaced.size());
    try (Fd kept = Open.at(layer, DISPLACED, OpenHow.PATH_DIRECTORY.noFollow())) {
      Entries.rename(parent, path.name(), kept, name);
    }
    displaced.add(new Displaced(recorder.files(), path.path(), name));
    if (existing.isDirectory()) {
      directoryTimes
          .keySet()
          .removeIf(p -> p.equals(path.path()) || p.startsWith(path.path() + "/"));
    }
  }

  /// A whiteout speaks of the layers below, so what this layer has itself stays.
  private void makeWhiteout(EntryPath path) {
    Fd parent = directories.existingOrMade(path.parent());
    try {
      Entries.makeNode(parent, path.hiddenName(), FileStatus.CHARACTER_DEVICE, 0, 0);
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  private static void makeOpaque(Fd directory) {
    ExtendedAttributes.set(directory, OPAQUE_ATTRIBUTE, YES);
  }

  static boolean isWhiteout(FileStatus status) {
    return status.type() == FileStatus.CHARACTER_DEVICE
        && status.specialMajor() == 0
        && status.specialMinor() == 0;
  }

  private void recordContent() throws IOException {
    int count;
    while ((count = tar.read(bytes, 0, BUFFER)) > 0) {
      recorder.raw(bytes, 0, count);
    }
  }

  private void applyTimes(String path, TarEntry entry) {
    EntryPath at = EntryPath.of(path, limits);
    if (at.isRoot()) {
      EntryMetadata.applyTimes(root, ".", entry);
    } else {
      EntryMetadata.applyTimes(directories.existing(at.parent()), at.name(), entry);
    }
  }

  /// What the archive is to blame for, as such; the rest as it is.
  private static RuntimeException translated(TarEntry entry, LinuxException e) {
    return switch (e.errno()) {
      case ENOENT,
          ENOTDIR,
          EISDIR,
          ELOOP,
          ENAMETOOLONG,
          EINVAL,
          EXDEV,
          EEXIST,
          EPERM,
          ERANGE,
          E2BIG ->
          new MalformedArchiveException(
              "archive entry \"%s\": %s: %s".formatted(entry.name(), e.call(), e.errno().text()));
      default -> e;
    };
  }
}
