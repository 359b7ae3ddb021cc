package havre.build.step;

import havre.build.context.SourceTree;
import havre.common.HavreException;
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

/// `COPY` and `ADD`: what is copied, where it goes, and to whom it belongs then.
///
/// @param keyword for messages
/// @param tree where the sources lie
/// @param sources paths in it, found already
/// @param documents files whose content stands in the Dockerfile
/// @param target absolute; a slash at its end says that it is a directory
/// @param owner `user[:group]`, empty for root
/// @param mode of everything copied, null for that of the sources
/// @param unpack whether archives are unpacked, as `ADD` does
record CopyFiles(
    String keyword,
    SourceTree tree,
    List<String> sources,
    List<Document> documents,
    String target,
    String owner,
    @Nullable Integer mode,
    boolean unpack) {
  private static final int BLOCK = 512;

  /// A file that is made from text.
  record Document(String name, byte[] content) {}

  /// What tells this copy from others: `file:…`, `dir:…` or `multi:…`.
  String digest() {
    var parts = new ArrayList<String>();
    for (String source : sources) {
      boolean directory =
          tree.root().status(path(source)).filter(FileStatus::isDirectory).isPresent();
      parts.add((directory ? "dir:" : "file:") + tree.digest(source, false));
    }
    for (Document document : documents) {
      parts.add("file:" + havre.common.Digest.sha256(document.content()).hex());
    }
    String joined = String.join(",", parts);
    return parts.size() == 1
        ? joined
        : "multi:"
            + havre.common.Digest.sha256(joined.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex();
  }

  /// Copies into the root of an image.
  void into(Root root) throws IOException {
    TreeExtraction.Owner given = resolvedOwner(root);
    var options = new TreeExtraction.Options(false, given, mode);
    boolean several = sources.size() + documents.size() > 1;
    boolean directory =
        target.endsWith("/")
            || several
            || root.status(target).filter(FileStatus::isDirectory).isPresent();
    for (String source : sources) {
      copy(root, source, directory, options, given);
    }
    for (Document document : documents) {
      String place = directory ? withSlash(target) + document.name() : target;
      write(root, place, document.content(), given);
    }
  }

  private TreeExtraction.Owner resolvedOwner(Root root) {
    if (owner.isEmpty()) {
      return new TreeExtraction.Owner(0, 0);
    }
    String both = owner.contains(":") ? owner : owner + ":" + owner;
    try {
      ResolvedUser user = UserResolver.resolve(both, List.of(), new OpenedRootFiles(root));
      return new TreeExtraction.Owner(user.uid(), user.gid());
    } catch (HavreException e) {
      throw HavreException.invalid(
          "unable to convert uid/gid chown string to host mapping: " + unknown(both));
    }
  }

  private static String unknown(String both) {
    String[] parts = both.split(":", 2);
    return parts[0].matches("[0-9]+")
        ? "can't find gid for group %s: no such group: %s".formatted(parts[1], parts[1])
        : "can't find uid for user %s: no such user: %s".formatted(parts[0], parts[0]);
  }

  private void copy(
      Root root,
      String source,
      boolean intoDirectory,
      TreeExtraction.Options options,
      TreeExtraction.Owner given)
      throws IOException {
    FileStatus status =
        tree.root().status(path(source)).orElseThrow(() -> notFound(keyword, source));
    if (status.isDirectory()) {
      try (Fd from = tree.root().open(path(source), OpenHow.DIRECTORY);
          Fd made = root.makeDirectories(target, 0755, given.uid(), given.gid());
          ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeContent(from, out))) {
        TreeExtraction.unpack(archive, root.fd(), target, options);
        changeMode(made);
      }
      return;
    }
    String name = source.substring(source.lastIndexOf('/') + 1);
    if (unpack && isArchive(source)) {
      root.makeDirectories(target, 0755, 0, 0).close();
      try (InputStream archive = content(source)) {
        TreeExtraction.unpack(archive, root.fd(), target, new TreeExtraction.Options(false, null));
      }
      return;
    }
    String place = intoDirectory ? withSlash(target) + name : target;
    String parent = place.substring(0, place.lastIndexOf('/') + 1);
    String newName = place.substring(place.lastIndexOf('/') + 1);
    root.makeDirectories(parent, 0755, given.uid(), given.gid()).close();
    try (Fd real = tree.root().open(path(source), OpenHow.READ);
        ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeFile(real, newName, out))) {
      TreeExtraction.unpack(archive, root.fd(), parent, options);
    }
  }

  private void write(Root root, String place, byte[] content, TreeExtraction.Owner given)
      throws IOException {
    try (Fd file = root.makeFile(place, 0644, given.uid(), given.gid());
        Fd opened = Open.again(file, OpenHow.WRITE)) {
      Files.write(Path.of("/proc/self/fd/" + opened.number()), content);
      Entries.changeOwner(opened, given.uid(), given.gid());
      if (mode != null) {
        Entries.changeMode(opened, mode);
      }
    }
  }

  /// Whether a file is a tar archive, compressed or not.
  private boolean isArchive(String source) throws IOException {
    try (InputStream in = content(source)) {
      return TarReader.looksLikeArchive(Compression.decompressed(in).readNBytes(BLOCK));
    } catch (IOException e) {
      return false; // begins like something compressed, and is none
    }
  }

  private InputStream content(String source) throws IOException {
    try (Fd file = tree.root().open(path(source), OpenHow.READ)) {
      return Channels.newInputStream(
          Files.newByteChannel(Path.of("/proc/self/fd/" + file.number())));
    }
  }

  static HavreException notFound(String keyword, String source) {
    return HavreException.invalid(
        keyword
            + " failed: file not found in build context or excluded by .dockerignore: stat "
            + source
            + ": file does not exist");
  }

  static String path(String source) {
    return source.isEmpty() ? "." : source;
  }

  private void changeMode(Fd directory) {
    Integer wanted = mode;
    if (wanted != null) {
      try (Fd opened = Open.again(directory, OpenHow.DIRECTORY)) {
        Entries.changeMode(opened, wanted);
      }
    }
  }

  private static String withSlash(String path) {
    return path.endsWith("/") ? path : path + "/";
  }
}
