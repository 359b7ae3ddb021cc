package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import havre.common.ContainerId;
import havre.common.HavreException;
import havre.engine.launch.ImageTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Removes what belongs to no container: the rests of creations that were not finished and of
/// removals that were.
final class SweepLeftovers {
  private static final System.Logger LOG = System.getLogger(SweepLeftovers.class.getName());

  private final EngineParts parts;
  private final ContainerRegistry registry;

  SweepLeftovers(EngineParts parts, ContainerRegistry registry) {
    this.parts = parts;
    this.registry = registry;
  }

  /// @param spared ids of containers whose rows could not be read
  void sweep(Set<String> spared) {
    sweep(
        entries("containers"),
        "process",
        this::discardProcess,
        id -> runs(id) || spared.contains(id));
    sweep(
        entries("journals"), "journal", this::removeJournal, id -> runs(id) || spared.contains(id));
    sweep(
        parts.layers().snapshotKeys(),
        "layer",
        parts.layers()::removeSnapshot,
        key -> exists(ImageTrees.owner(key)) || spared.contains(ImageTrees.owner(key)));
    sweep(
        parts.files().ids(),
        "files",
        parts.files()::remove,
        id -> exists(id) || spared.contains(id));
  }

  private boolean exists(String id) {
    return registry.find(id).isPresent();
  }

  private boolean runs(String id) {
    return registry.find(id).filter(container -> container.run() != null).isPresent();
  }

  private List<String> entries(String name) {
    try (Stream<Path> entries = Files.list(parts.execRoot().resolve(name))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void sweep(
      List<String> ids,
      String kind,
      Consumer<String> remove,
      java.util.function.Predicate<String> wanted) {
    for (String id : ids) {
      if (wanted.test(id)) {
        continue;
      }
      try {
        remove.accept(id);
        LOG.log(INFO, "removed left over " + kind + "=" + id);
      } catch (RuntimeException e) {
        LOG.log(WARNING, "remove left over " + kind + "=" + id + ": " + e.getMessage());
      }
    }
  }

  private void discardProcess(String id) {
    try {
      parts.runtime().discard(new ContainerId(id));
    } catch (HavreException e) {
      throw HavreException.internal("discard " + id + ": " + e.getMessage(), e);
    }
  }

  private void removeJournal(String id) {
    Path directory = parts.execRoot().resolve("journals").resolve(id);
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
