package havre.store.snapshots;

import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileFlags;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A folder of folders that come and go as wholes.
///
/// One that is being filled is called `.incoming-*`, one that is to go `.removing-*`; both are
/// swept away when the store is opened, so a crash leaves nothing. Removal runs on one platform
/// thread that this owns (it is many system calls in a row, which would occupy a carrier) and that
/// ends when there is nothing to do.
final class StoreFolder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StoreFolder.class.getName());
  private static final String INCOMING = ".incoming-";
  private static final String REMOVING = ".removing-";
  private static final int PRIVATE = 0700;
  private static final long IDLE_SECONDS = 2;

  private final Path path;
  private final Fd fd;
  private final ThreadPoolExecutor remover;

  private StoreFolder(Path path, Fd fd) {
    this.path = path;
    this.fd = fd;
    remover =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("layer-removal").factory());
    remover.allowCoreThreadTimeOut(true);
  }

  /// Opens the folder, or makes it; nobody but its owner may enter.
  static StoreFolder open(Path path) {
    try {
      Files.createDirectories(path);
      Fd fd = Open.path(path.toString(), OpenHow.DIRECTORY);
      Entries.changeMode(fd, PRIVATE);
      // Else ext4 crowds all layers in one place, where each new file has to find its way past
      // those
      // that were removed a short time ago: a pull after a removal takes three times as long.
      FileFlags.add(fd, FileFlags.TOP_DIRECTORY);
      return new StoreFolder(path, fd);
    } catch (IOException | LinuxException e) {
      throw HavreException.internal("open " + path + ": " + e.getMessage(), e);
    }
  }

  Path path(String name) {
    return path.resolve(name);
  }

  /// Makes a folder that is to be filled.
  Path begin(String name) {
    makeFolder(INCOMING + name);
    return path.resolve(INCOMING + name);
  }

  /// Gives a filled folder its name.
  void complete(String name) {
    complete(name, name);
  }

  /// Gives a filled folder another name than that under which it was begun.
  void complete(String begun, String name) {
    Entries.renameNew(fd, INCOMING + begun, fd, name);
  }

  void discardIncoming(String name) {
    discard(INCOMING + name);
  }

  boolean contains(String name) {
    return Files.isDirectory(path.resolve(name));
  }

  /// Makes a folder in place.
  void makeFolder(String name) {
    Entries.makeDirectory(fd, name, PRIVATE);
  }

  /// Opens a folder at a path below this one.
  Fd openDirectory(String below) {
    return Open.at(fd, below, OpenHow.DIRECTORY.beneath());
  }

  /// Takes a folder out of sight, and removes it in the background; does nothing when it isn't
  /// there.
  void remove(String name) {
    discard(name);
  }

  /// Removes all folders but those known.
  void sweep(Set<String> known) {
    for (DirectoryListing.Entry entry : DirectoryListing.of(fd)) {
      String name = entry.name();
      if (name.startsWith(REMOVING)) {
        removeLater(name);
      } else if (!known.contains(name)) {
        LOG.log(Level.INFO, "removing what a crash left: {0}", path.resolve(name));
        discard(name);
      }
    }
  }

  /// Waits until all that was to be removed at the time of the call is gone.
  void awaitRemovals() throws InterruptedException {
    var done = new CountDownLatch(1);
    remover.execute(done::countDown);
    done.await();
  }

  /// Ends the removals; what is left is swept away at the next start.
  @Override
  public void close() {
    remover.getQueue().clear();
    remover.shutdown();
    boolean interrupted = false;
    while (!remover.isTerminated()) {
      try {
        remover.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    fd.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void discard(String name) {
    String removing = REMOVING + RandomIds.next();
    try {
      Entries.rename(fd, name, fd, removing);
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return;
      }
      throw e;
    }
    removeLater(removing);
  }

  private void removeLater(String name) {
    remover.execute(() -> {
      try {
        TreeRemoval.remove(fd, name);
      } catch (LinuxException e) {
        LOG.log(
            Level.WARNING,
            "{0} stays until the next start: {1}",
            path.resolve(name),
            e.getMessage());
      }
    });
  }
}
