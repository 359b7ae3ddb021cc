package havre.cli.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Packs a file or folder for a container.
final class Packer {
  private final TarArchiveOutputStream tar;
  private final boolean followRoot;

  Packer(OutputStream out, boolean followRoot) {
    this.tar = new TarArchiveOutputStream(out, "UTF-8");
    this.followRoot = followRoot;
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /// Writes `source` under the name `root`, and the end of the archive.
  void pack(Path source, String root) throws IOException {
    Path start = followRoot ? source.toRealPath() : source;
    add(start, root);
    tar.finish();
    tar.flush();
  }

  private void add(Path file, String name) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
    boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    TarArchiveEntry entry;
    if (Files.isSymbolicLink(file)) {
      entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(Files.readSymbolicLink(file).toString());
    } else if (folder) {
      entry = new TarArchiveEntry(name + "/");
    } else if (Files.isRegularFile(file)) {
      entry = new TarArchiveEntry(name);
      entry.setSize(Files.size(file));
    } else {
      return;
    }
    entry.setMode(number(attributes, "mode") & 07777);
    entry.setUserId(number(attributes, "uid"));
    entry.setGroupId(number(attributes, "gid"));
    entry.setLastModifiedTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
    tar.putArchiveEntry(entry);
    if (entry.isFile() && !entry.isSymbolicLink()) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
    if (folder) {
      for (Path child : children(file)) {
        add(child, name + "/" + child.getFileName());
      }
    }
  }

  private static int number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Integer number ? number : 0;
  }

  private static List<Path> children(Path folder) throws IOException {
    var children = new ArrayList<Path>();
    try (var stream = Files.newDirectoryStream(folder)) {
      for (Path child : stream) {
        children.add(child);
      }
    }
    children.sort(null);
    return children;
  }
}
