package havre.daemon;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Keeps a second daemon from a data root. The kernel lets go of the lock when the daemon ends,
/// however it ends.
final class DataRootLock implements AutoCloseable {
  private final FileChannel channel;

  private DataRootLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes the data root where it is missing, mode 0700, and locks it.
  ///
  /// @throws HavreException CONFLICT when another daemon has it
  static DataRootLock acquire(Path dataRoot) {
    try {
      Files.createDirectories(dataRoot);
      Files.setPosixFilePermissions(dataRoot, PosixFilePermissions.fromString("rwx--x---"));
      FileChannel channel =
          FileChannel.open(
              dataRoot.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new HavreException(ErrorKind.CONFLICT, "another daemon is running on " + dataRoot);
      }
      return new DataRootLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("data root " + dataRoot, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
