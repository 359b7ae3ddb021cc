package havre.cli.build;

import havre.common.IgnorePatterns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Packs a build's files. All of them belong to nobody in particular.
final class ContextArchive {
  private static final String IGNORE = ".dockerignore";

  private final TarArchiveOutputStream tar;

  ContextArchive(OutputStream out) {
    tar = new TarArchiveOutputStream(out, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /// A folder without what is ignored; the Dockerfile goes along in any case.
  void write(Path folder, IgnorePatterns ignored, String dockerfile) throws IOException {
    addBelow(folder, "", ignored, Set.of(dockerfile, IGNORE));
    tar.finish();
  }

  /// A folder, and a Dockerfile from elsewhere, which steps are not to see.
  ///
  /// @param patterns the text of the folder's `.dockerignore`
  void write(
      Path folder, IgnorePatterns ignored, String dockerfile, byte[] content, String patterns)
      throws IOException {
    addBelow(folder, "", ignored, Set.of());
    writeHidden(dockerfile, content, patterns);
  }

  /// A Dockerfile and nothing else.
  void writeAlone(String dockerfile, byte[] content) throws IOException {
    writeHidden(dockerfile, content, "");
  }

  private void writeHidden(String dockerfile, byte[] content, String patterns) throws IOException {
    add(dockerfile, content);
    boolean own = !patterns.isEmpty();
    String hidden = own ? dockerfile : IGNORE + "\n" + dockerfile;
    add(IGNORE, (patterns + "\n" + hidden + "\n").getBytes(StandardCharsets.UTF_8));
    tar.finish();
  }

  private void add(String name, byte[] content) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    entry.setMode(0600);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void addBelow(Path folder, String prefix, IgnorePatterns ignored, Set<String> always)
      throws IOException {
    for (Path child : children(folder)) {
      String name = prefix + child.getFileName();
      boolean out = ignored.excludes(name) && !always.contains(name);
      boolean isFolder = BuildInput.isFolder(child);
      if (!out) {
        add(child, name, isFolder);
      }
      if (isFolder && (!out || ignored.mayBringBack() || holds(name, always))) {
        addBelow(child, name + "/", ignored, always);
      }
    }
  }

  private static boolean holds(String folder, Set<String> names) {
    return names.stream().anyMatch(name -> name.startsWith(folder + "/"));
  }

  private void add(Path file, String name, boolean isFolder) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return; // gone since the folder was listed
    }
    TarArchiveEntry entry;
    if (Files.isSymbolicLink(file)) {
      entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(Files.readSymbolicLink(file).toString());
    } else if (isFolder) {
      entry = new TarArchiveEntry(name + "/");
    } else if (Files.isRegularFile(file)) {
      entry = new TarArchiveEntry(name);
      entry.setSize(Files.size(file));
    } else {
      return;
    }
    entry.setMode(attributes.get("mode") instanceof Integer mode ? mode & 07777 : 0644);
    entry.setLastModifiedTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
    tar.putArchiveEntry(entry);
    if (entry.isFile() && !entry.isSymbolicLink()) {
      Files.copy(file, tar);
    }
    tar.closeArchiveEntry();
  }

  private static List<Path> children(Path folder) throws IOException {
    var children = new ArrayList<Path>();
    try (var stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    }
    children.sort(null);
    return children;
  }
}
