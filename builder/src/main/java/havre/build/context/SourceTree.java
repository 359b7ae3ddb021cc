package havre.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.Digest;
import havre.common.IgnorePatterns;
import havre.linux.Fd;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tree that files are copied from: the context, or the file system of an image. Not thread-safe.
public final class SourceTree {
  private static final int BUFFER = 256 * 1024;
  private static final OpenHow ENTER = OpenHow.DIRECTORY.noFollow();

  private final Root root;
  private final @Nullable FileDigests digests;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  public SourceTree(Root root) {
    this(root, null);
  }

  /// @param digests of files that were read before, null where nobody knows any
  SourceTree(Root root, @Nullable FileDigests digests) {
    this.root = root;
    this.digests = digests;
  }

  public Root root() {
    return root;
  }

  /// Whether a path has characters that stand for others.
  public static boolean isPattern(String path) {
    return path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('[') >= 0;
  }

  /// The paths that a pattern fits, sorted; `*` stands for no slash.
  public List<String> matches(String pattern) {
    List<String> found = List.of("");
    for (String part : pattern.split("/")) {
      if (!part.isEmpty() && !part.equals(".")) {
        found = found.stream().flatMap(path -> below(path, part).stream()).toList();
      }
    }
    return found;
  }

  private List<String> below(String directory, String part) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    if (!isPattern(part)) {
      return root.status(prefix + part).isPresent() ? List.of(prefix + part) : List.of();
    }
    Pattern pattern = Pattern.compile(regex(part));
    return root.find(directory.isEmpty() ? "." : directory, OpenHow.DIRECTORY)
        .map(fd -> {
          try (fd) {
            return DirectoryListing.of(fd).stream()
                .map(DirectoryListing.Entry::name)
                .filter(name -> pattern.matcher(name).matches())
                .sorted()
                .map(name -> prefix + name)
                .toList();
          }
        })
        .orElse(List.of());
  }

  /// Go's `filepath.Match` for one part of a path.
  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            regex.append("\\[");
          } else {
            regex.append('[').append(glob.substring(i + 1, end).replace("\\", "\\\\")).append(']');
            i = end;
          }
        }
        case '\\' -> {
          i++;
          regex.append(i < glob.length() ? Pattern.quote(String.valueOf(glob.charAt(i))) : "");
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /// What tells the content of a path from others: names, kinds, modes, owners and bytes, but no
  /// times.
  ///
  /// @param owned whether owners count
  /// @param excluded paths below a directory that don't count
  public String digest(String path, boolean owned, IgnorePatterns excluded) {
    MessageDigest digest = Digest.newSha256();
    String at = path.isEmpty() ? "." : path;
    if (root.status(at).filter(FileStatus::isDirectory).isPresent()) {
      try (Fd directory = root.open(at, OpenHow.DIRECTORY)) {
        new Walk(digest, owned, excluded).content(directory, "");
      }
    } else {
      try (Fd file = root.open(at, OpenHow.READ)) {
        FileStatus status = FileStatus.of(file);
        String owner = owned ? status.uid() + ":" + status.gid() : "";
        digest.update(
            "%o\0%s\0%d\0".formatted(status.mode(), owner, status.size()).getBytes(UTF_8));
        digest.update(contentOf(file, status));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Takes what is in a directory into a digest.
  private final class Walk {
    private final MessageDigest digest;
    private final boolean owned;
    private final IgnorePatterns excluded;

    Walk(MessageDigest digest, boolean owned, IgnorePatterns excluded) {
      this.digest = digest;
      this.owned = owned;
      this.excluded = excluded;
    }

    void content(Fd directory, String prefix) {
      var entries = new ArrayList<>(DirectoryListing.of(directory));
      entries.sort(Comparator.comparing(DirectoryListing.Entry::name));
      for (var entry : entries) {
        String path = prefix + entry.name();
        boolean out = excluded.excludes(path);
        FileStatus status = FileStatus.at(directory, entry.name());
        if (!out) {
          entry(directory, entry.name(), path, status);
        } else if (status.isDirectory() && excluded.mayBringBack()) {
          try (Fd below = Open.at(directory, entry.name(), ENTER)) {
            content(below, path + "/");
          }
        }
      }
    }

    private void entry(Fd parent, String name, String path, FileStatus status) {
      String owner = owned ? status.uid() + ":" + status.gid() : "";
      String line = "%s\0%o\0%s\0%d\0".formatted(path, status.mode(), owner, status.size());
      switch (status.type()) {
        case FileStatus.DIRECTORY -> {
          digest.update("%s\0%o\0%s\0".formatted(path, status.mode(), owner).getBytes(UTF_8));
          try (Fd directory = Open.at(parent, name, ENTER)) {
            content(directory, path + "/");
          }
        }
        case FileStatus.REGULAR -> {
          digest.update(line.getBytes(UTF_8));
          try (Fd file = Open.at(parent, name, OpenHow.READ.noFollow())) {
            digest.update(contentOf(file, status));
          }
        }
        case FileStatus.SYMLINK -> {
          digest.update(line.getBytes(UTF_8));
          digest.update(Entries.readSymlink(parent, name).getBytes(UTF_8));
        }
        default -> digest.update(line.toUpperCase(Locale.ROOT).getBytes(UTF_8));
      }
    }
  }

  private byte[] contentOf(Fd file, FileStatus status) {
    return digests == null ? read(file) : digests.of(status, () -> read(file));
  }

  private byte[] read(Fd file) {
    MessageDigest digest = Digest.newSha256();
    long at = 0;
    int count;
    while ((count = Io.readAt(file, at, buffer, 0, BUFFER)) > 0) {
      buffer.get(0, bytes, 0, count);
      digest.update(bytes, 0, count);
      at += count;
    }
    return digest.digest();
  }
}
