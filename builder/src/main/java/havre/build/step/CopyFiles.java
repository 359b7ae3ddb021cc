package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.Digest;
import havre.common.HavreException;
import havre.common.IgnorePatterns;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.runtime.user.OpenedRootFiles;
import havre.runtime.user.ResolvedUser;
import havre.runtime.user.UserResolver;
import havre.store.diff.ArchivePipe;
import havre.store.diff.Compression;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.ModeChange;
import havre.store.diff.TarReader;
import havre.store.diff.TreeArchive;
import havre.store.diff.TreeExtraction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries out `COPY` and `ADD`.
///
/// @param request what was written
/// @param items what its sources stand for
record CopyFiles(CopyRequest request, List<CopyItem> items) {
  private static final int BLOCK = 512;

  /// A file that is made from text.
  record Document(String name, byte[] content) {}

  /// Files of a stage or image keep their owners; those of a client are nobody's.
  private boolean keepsOwners() {
    return !request.from().isEmpty() && request.owner().isEmpty();
  }

  /// What tells this copy from others: `file:…`, `dir:…` or `multi:…`.
  String digest() {
    var parts = new ArrayList<String>();
    for (CopyItem item : items) {
      String digest = item.digest(keepsOwners(), request.excluded());
      parts.add(item.parents().isEmpty() ? digest : digest + "@" + item.parents());
    }
    for (Document document : request.documents()) {
      parts.add("file:" + Digest.sha256(document.content()).hex());
    }
    String joined = String.join(",", parts);
    return parts.size() == 1 && !joined.contains("@")
        ? joined
        : "multi:" + Digest.sha256(joined.getBytes(UTF_8)).hex();
  }

  /// To whom the files are given.
  ///
  /// @param root of the image, where users are looked up
  TreeExtraction.Owner owner(Root root) {
    String owner = request.owner();
    if (owner.isEmpty()) {
      return new TreeExtraction.Owner(0, 0);
    }
    // A number alone is that of the group too; a name alone stands for its user's group.
    String whole = owner.matches("[0-9]+") ? owner + ":" + owner : owner;
    try {
      ResolvedUser user = UserResolver.resolve(whole, List.of(), new OpenedRootFiles(root));
      return new TreeExtraction.Owner(user.uid(), user.gid());
    } catch (HavreException e) {
      throw HavreException.invalid(
          "unable to convert uid/gid chown string to host mapping: " + unknown(whole, e));
    }
  }

  private static String unknown(String whole, HavreException e) {
    String[] parts = whole.split(":", 2);
    boolean group = parts.length > 1 && String.valueOf(e.getMessage()).contains("group");
    return group
        ? "can't find gid for group %s: no such group: %s".formatted(parts[1], parts[1])
        : "can't find uid for user %s: no such user: %s".formatted(parts[0], parts[0]);
  }

  /// Copies into the root of an image.
  ///
  /// @param owner as [#owner] found it
  void into(Root root, TreeExtraction.Owner owner) throws IOException {
    new Copying(root, owner).run();
  }

  /// One copy into one root.
  private final class Copying {
    private final Root root;
    private final TreeExtraction.Owner owner;
    private final TreeExtraction.Options options;
    private final boolean intoDirectory;

    Copying(Root root, TreeExtraction.Owner owner) {
      this.root = root;
      this.owner = owner;
      this.options =
          new TreeExtraction.Options(false, keepsOwners() ? null : owner, request.mode());
      String target = request.target();
      this.intoDirectory =
          target.endsWith("/") || root.status(target).filter(FileStatus::isDirectory).isPresent();
    }

    void run() throws IOException {
      for (CopyItem item : items) {
        copy(item);
      }
      for (Document document : request.documents()) {
        String target = request.target();
        write(intoDirectory ? withSlash(target) + document.name() : target, document.content());
      }
    }

    private void copy(CopyItem item) throws IOException {
      String target = item.parents().isEmpty() ? request.target() : withParents(item);
      FileStatus status = item.status(request.keyword());
      if (status.isDirectory()) {
        copyDirectory(item, target);
      } else if (item.unpack() && isArchive(item)) {
        root.makeDirectories(target, 0755, 0, 0).close();
        try (InputStream archive = content(item)) {
          TreeExtraction.unpack(
              archive, root.fd(), target, new TreeExtraction.Options(false, null));
        }
      } else {
        boolean directory = intoDirectory || !item.parents().isEmpty();
        copyFile(item, directory ? withSlash(target) + item.name() : target);
      }
    }

    /// The directories above a source are made like those it has.
    private String withParents(CopyItem item) throws IOException {
      String made = withSlash(request.target());
      String path = item.path();
      String base =
          path.substring(0, path.length() - item.parents().length() - item.name().length() - 1);
      for (String part : item.parents().split("/")) {
        base = base + part;
        made = made + part;
        makeLike(new CopyItem(item.tree(), base, "", false).status(request.keyword()), made);
        base = base + "/";
        made = made + "/";
      }
      FileStatus status = item.status(request.keyword());
      return status.isDirectory() ? made + item.name() : made;
    }

    private void copyDirectory(CopyItem item, String target) throws IOException {
      try (Fd from = item.tree().root().open(item.opened(), OpenHow.DIRECTORY)) {
        makePlain(target);
        IgnorePatterns excluded = request.excluded();
        TreeArchive.Selection selection =
            excluded.isEmpty() ? TreeArchive.Selection.ALL : new Included(excluded);
        try (ArchivePipe archive =
            ArchivePipe.from(out -> TreeArchive.writeContent(from, selection, out))) {
          TreeExtraction.unpack(archive, root.fd(), target, options);
        }
      }
    }

    /// Makes a directory that others are copied into; one that is there stays as it is.
    private void makePlain(String target) {
      if (root.status(target).filter(FileStatus::isDirectory).isPresent()) {
        return;
      }
      ModeChange change = request.mode();
      try (Fd made = root.makeDirectories(target, 0755, owner.uid(), owner.gid());
          Fd opened = Open.again(made, OpenHow.DIRECTORY)) {
        Entries.changeMode(opened, change == null ? 0755 : change.of(0755, true));
      }
    }

    /// Makes a directory with the mode and owner of another; one that is there stays as it is.
    private void makeLike(FileStatus like, String target) {
      if (root.status(target).filter(FileStatus::isDirectory).isPresent()) {
        return;
      }
      int uid = keepsOwners() ? like.uid() : owner.uid();
      int gid = keepsOwners() ? like.gid() : owner.gid();
      ModeChange change = request.mode();
      int mode = like.permissions();
      String trimmed = target.replaceAll("/+$", "");
      root.makeDirectories(
              trimmed.substring(0, trimmed.lastIndexOf('/') + 1), 0755, owner.uid(), owner.gid())
          .close();
      try (Fd made = root.makeDirectories(target, 0755, uid, gid);
          Fd opened = Open.again(made, OpenHow.DIRECTORY)) {
        Entries.changeMode(opened, change == null ? mode : change.of(mode, true));
      }
    }

    private void copyFile(CopyItem item, String wanted) throws IOException {
      String place = followed(wanted);
      String parent = place.substring(0, place.lastIndexOf('/') + 1);
      String name = place.substring(place.lastIndexOf('/') + 1);
      root.makeDirectories(parent, 0755, owner.uid(), owner.gid()).close();
      try (Fd real = item.tree().root().open(item.opened(), OpenHow.READ.nonBlocking());
          ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeFile(real, name, out))) {
        TreeExtraction.unpack(archive, root.fd(), parent, options);
      }
    }

    /// What a file's place is where a link stands in it: the link's own.
    private String followed(String wanted) {
      String place = wanted;
      for (int links = 0; links < 40; links++) {
        int slash = place.lastIndexOf('/');
        String parent = place.substring(0, slash + 1);
        String name = place.substring(slash + 1);
        var directory = root.find(parent, OpenHow.PATH_DIRECTORY);
        if (directory.isEmpty()) {
          return place;
        }
        try (Fd fd = directory.get()) {
          String link = Links.read(fd, name);
          if (link == null) {
            return place;
          }
          place = link.startsWith("/") ? link : parent + link;
        }
        place = Path.of("/", place).normalize().toString();
      }
      throw HavreException.invalid("too many links: " + wanted);
    }

    private void write(String wanted, byte[] content) throws IOException {
      String place = followed(wanted);
      try (Fd file = root.makeFile(place, 0644, owner.uid(), owner.gid());
          Fd opened = Open.again(file, OpenHow.WRITE)) {
        Files.write(Path.of("/proc/self/fd/" + opened.number()), content);
        Entries.changeOwner(opened, owner.uid(), owner.gid());
        ModeChange mode = request.mode();
        if (mode != null) {
          Entries.changeMode(opened, mode.of(0644, false));
        }
      }
    }
  }

  private record Included(IgnorePatterns excluded) implements TreeArchive.Selection {
    @Override
    public boolean includes(String path) {
      return !excluded.excludes(path);
    }

    @Override
    public boolean mayIncludeBelow(String path) {
      return excluded.mayBringBack();
    }
  }

  /// Whether a file is a tar archive, compressed or not.
  private static boolean isArchive(CopyItem item) {
    try (InputStream in = content(item)) {
      return TarReader.looksLikeArchive(Compression.decompressed(in).readNBytes(BLOCK));
    } catch (IOException | MalformedArchiveException e) {
      return false; // begins like something compressed, and is none
    }
  }

  private static InputStream content(CopyItem item) throws IOException {
    try (Fd file = item.tree().root().open(item.opened(), OpenHow.READ)) {
      return Channels.newInputStream(
          Files.newByteChannel(Path.of("/proc/self/fd/" + file.number())));
    }
  }

  private static String withSlash(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  /// Links by name.
  private static final class Links {
    private Links() {}

    /// Where a link leads, or null for what is none.
    static @Nullable String read(Fd directory, String name) {
      try {
        return FileStatus.at(directory, name).isSymlink()
            ? Entries.readSymlink(directory, name)
            : null;
      } catch (havre.linux.LinuxException e) {
        return null; // nothing is there
      }
    }
  }
}
