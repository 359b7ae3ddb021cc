package havre.volumes;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A volume's files as a whole. Follows no link: what a container put into a volume stays a name
/// here.
final class VolumeTree {
  private VolumeTree() {}

  static void delete(Path tree) {
    try {
      deleteContents(tree);
      Files.deleteIfExists(tree);
    } catch (IOException e) {
      throw HavreException.internal("remove " + tree + ": " + e.getMessage(), e);
    }
  }

  /// Removes directories that a crash left between a record and its directory.
  static void sweep(Path root, Set<String> kept) {
    try {
      Files.createDirectories(root);
      try (var entries = Files.list(root)) {
        for (Path entry : entries.toList()) {
          if (!kept.contains(entry.getFileName().toString())) {
            delete(entry);
          }
        }
      }
    } catch (IOException e) {
      throw HavreException.internal("volumes in " + root + ": " + e.getMessage(), e);
    }
  }

  /// The bytes of all regular files.
  static long size(Path directory) {
    var total = new long[1];
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              total[0] += attributes.size();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // somebody uses the volume
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw HavreException.internal("size of " + directory + ": " + e.getMessage(), e);
    }
    return total[0];
  }

  static void deleteContents(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            if (!folder.equals(directory)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
