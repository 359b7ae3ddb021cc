package havre.cli.copy;

import havre.cli.command.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// Unpacks an archive that came from a container, which may be hostile: nothing is written outside
/// the folder, neither by a name with `..` nor through a link that the archive made before.
final class Unpacker {
  private final Path folder;
  private final @Nullable String root;
  private final boolean keepOwner;
  private @Nullable String firstName;

  /// @param root what the archive's own root is to be called; null to put its contents into the
  ///   folder itself
  Unpacker(Path folder, @Nullable String root, boolean keepOwner) {
    this.folder = folder;
    this.root = root;
    this.keepOwner = keepOwner;
  }

  void unpack(InputStream archive) throws IOException {
    var tar = new TarArchiveInputStream(archive, "UTF-8");
    TarArchiveEntry entry = tar.getNextEntry();
    while (entry != null) {
      unpack(entry, tar);
      entry = tar.getNextEntry();
    }
  }

  private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
    Path target = target(entry.getName());
    if (target.equals(folder)) {
      return;
    }
    checkParents(target);
    if (entry.isDirectory()) {
      makeFolder(target);
    } else if (entry.isSymbolicLink()) {
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    } else if (entry.isLink()) {
      Path existing = target(entry.getLinkName());
      checkParents(existing);
      Files.deleteIfExists(target);
      Files.createLink(target, existing);
      return;
    } else if (entry.isFile()) {
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new CliException("cannot overwrite directory \"" + target + "\" with non-directory");
      }
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    } else {
      return;
    }
    setAttributes(target, entry);
  }

  private static void makeFolder(Path target) throws IOException {
    try {
      Files.createDirectory(target);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new CliException("cannot overwrite non-directory \"" + target + "\" with directory");
      }
    }
  }

  private Path target(String name) {
    String plain = name.startsWith("./") ? name.substring(2) : name;
    while (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    if (firstName == null) {
      firstName = plain;
    }
    String first = firstName;
    String below = plain;
    if (!first.isEmpty() && !first.equals(".")) {
      if (plain.equals(first)) {
        below = "";
      } else if (plain.startsWith(first + "/")) {
        below = plain.substring(first.length() + 1);
      }
    }
    Path start = root == null ? folder : folder.resolve(root);
    Path target = start.resolve(below).normalize();
    if (below.startsWith("/") || !target.startsWith(start)) {
      throw new CliException("invalid archive: \"" + name + "\" lies outside of the copied folder");
    }
    return target;
  }

  private void checkParents(Path target) {
    Path parent = target.getParent();
    while (parent != null && !parent.equals(folder) && parent.startsWith(folder)) {
      if (Files.isSymbolicLink(parent)) {
        throw new CliException("invalid archive: \"" + target + "\" lies behind a link");
      }
      parent = parent.getParent();
    }
  }

  private void setAttributes(Path target, TarArchiveEntry entry) throws IOException {
    if (keepOwner) {
      Files.setAttribute(target, "unix:uid", (int) entry.getLongUserId());
      Files.setAttribute(target, "unix:gid", (int) entry.getLongGroupId());
    }
    Files.setPosixFilePermissions(target, permissions(entry.getMode()));
    FileTime modified = entry.getLastModifiedTime();
    if (modified != null) {
      Files.setLastModifiedTime(target, modified);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < 9; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
