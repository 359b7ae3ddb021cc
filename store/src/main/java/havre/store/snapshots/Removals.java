package havre.store.snapshots;

import havre.common.RandomIds;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;

/// Removes folders in the background but surely: a folder is first renamed to `.removing-…`, which
/// is quick and lasts; what a crash leaves of those is removed at the next start.
///
/// It owns one platform thread: a removal is many system calls in a row, which would occupy a
/// carrier.
final class Removals implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Removals.class.getName());
  private static final String PREFIX = ".removing-";

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("layer-removal").daemon().factory());
  private final Phaser pending = new Phaser(1);

  /// Removes what an earlier process left in a folder.
  void resume(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(PREFIX)) {
          removeLater(entry);
        }
      }
    }
  }

  /// Takes a folder away; it is out of sight when this returns.
  void remove(Path folder) {
    Path hidden = folder.resolveSibling(PREFIX + RandomIds.next());
    try {
      Files.move(folder, hidden);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + folder, e);
    }
    removeLater(hidden);
  }

  /// Waits until nothing is left to be removed.
  void await() throws InterruptedException {
    int phase = pending.arrive();
    pending.awaitAdvanceInterruptibly(phase);
  }

  private void removeLater(Path folder) {
    pending.register();
    thread.execute(() -> {
      try (Fd parent = Open.path(parentOf(folder), OpenHow.PATH_DIRECTORY)) {
        TreeRemoval.remove(parent, folder.getFileName().toString());
      } catch (LinuxException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} stays until the next start: {1}",
            folder,
            e.getMessage());
      } finally {
        pending.arriveAndDeregister();
      }
    });
  }

  private static String parentOf(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? "/" : parent.toString();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
