package havre.daemon;

import havre.build.step.CacheMounts;
import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/// The cache mounts of builds as folders by the digest of their name.
final class CacheFolders implements CacheMounts {
  private final Path parent;

  CacheFolders(Path parent) {
    this.parent = parent;
  }

  @Override
  public Path folder(String id, int mode, int uid, int gid) {
    Path folder = parent.resolve(Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).hex());
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        try (Fd made = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
          Entries.changeOwner(made, uid, gid);
          Entries.changeMode(made, mode);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Pruned prune(long keep) {
    if (!Files.isDirectory(parent)) {
      return Pruned.NOTHING;
    }
    try (Stream<Path> entries = Files.list(parent)) {
      List<Path> oldest =
          entries.sorted(Comparator.comparingLong(path -> path.toFile().lastModified())).toList();
      var sizes = new HashMap<Path, Long>();
      for (Path folder : oldest) {
        sizes.put(folder, size(folder));
      }
      long left = sizes.values().stream().mapToLong(Long::longValue).sum();
      var removed = new ArrayList<String>();
      long freed = 0;
      for (Path folder : oldest) {
        if (keep > 0 && left - freed <= keep) {
          break;
        }
        remove(folder);
        freed += sizes.getOrDefault(folder, 0L);
        removed.add(String.valueOf(folder.getFileName()));
      }
      return new Pruned(removed, freed);
    } catch (IOException e) {
      throw HavreException.internal("prune the build cache: " + e.getMessage(), e);
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  /// Steps have left what they liked there; links are removed, not followed.
  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
