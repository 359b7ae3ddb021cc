package havre.daemon;

import havre.build.step.BuildCancellation;
import havre.build.step.CacheMounts;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The cache mounts of builds as folders by the digest of their name.
final class CacheFolders implements CacheMounts {
  private final Path parent;
  private final Set<String> held = new HashSet<>();

  CacheFolders(Path parent) {
    this.parent = parent;
  }

  @Override
  public Folder take(Request request, BuildCancellation cancellation) {
    String name =
        switch (request.sharing()) {
          case SHARED -> name(request.id(), 0);
          case LOCKED -> waitFor(name(request.id(), 0), cancellation);
          case PRIVATE -> firstFree(request.id());
        };
    boolean held = request.sharing() != Sharing.SHARED;
    try {
      return new Taken(made(name, request), held ? name : "");
    } catch (RuntimeException e) {
      give(held ? name : "");
      throw e;
    }
  }

  private static String name(String id, int copy) {
    String whole = copy == 0 ? id : id + "\0" + copy;
    return Digest.sha256(whole.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private String waitFor(String name, BuildCancellation cancellation) {
    try (var _ = cancellation.during(this::wake)) {
      synchronized (held) {
        while (held.contains(name)) {
          cancellation.check();
          held.wait();
        }
        held.add(name);
        return name;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "Build cancelled", e);
    }
  }

  private String firstFree(String id) {
    synchronized (held) {
      int copy = 0;
      while (!held.add(name(id, copy))) {
        copy++;
      }
      return name(id, copy);
    }
  }

  private void wake() {
    synchronized (held) {
      held.notifyAll();
    }
  }

  private void give(String name) {
    synchronized (held) {
      held.remove(name);
      held.notifyAll();
    }
  }

  /// A folder in use. Its name is empty where it is shared, and nobody waits for it.
  private final class Taken implements Folder {
    private final Path path;
    private final String name;

    Taken(Path path, String name) {
      this.path = path;
      this.name = name;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public void close() {
      give(name);
    }
  }

  private Path made(String name, Request request) {
    Path folder = parent.resolve(name);
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        try (Fd made = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
          Entries.changeOwner(made, request.uid(), request.gid());
          Entries.changeMode(made, request.mode());
        }
      }
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now())); // tells when it was used
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Pruned prune(Policy policy) {
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
      long keep = policy.keep(left, Files.getFileStore(parent).getUsableSpace());
      long newest = System.currentTimeMillis() - policy.unusedFor().toMillis();
      var removed = new ArrayList<String>();
      long freed = 0;
      for (Path folder : oldest) {
        boolean enough = keep > 0 && left - freed <= keep;
        boolean used = !policy.unusedFor().isZero() && folder.toFile().lastModified() > newest;
        if (enough || used) {
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

  @Override
  public List<Kept> all() {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      var kept = new ArrayList<Kept>();
      for (Path folder : entries.sorted().toList()) {
        Instant used = Files.getLastModifiedTime(folder).toInstant();
        kept.add(new Kept(String.valueOf(folder.getFileName()), size(folder), used));
      }
      return kept;
    } catch (IOException e) {
      throw HavreException.internal("list the build cache: " + e.getMessage(), e);
    }
  }

  private static long size(Path folder) {
    try (Fd directory = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
      return TreeSize.of(directory);
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
