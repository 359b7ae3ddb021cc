package havre.runtime.streams;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// A place in a log and the places in the streams that it stands for: all that the streams held
/// before these is in the log before that.
///
/// @param inode the log file's number
/// @param offset the place in it
/// @param lossy whether the journals don't hold what came after, since they could not be written
record Checkpoint(long inode, long offset, long stdout, long stderr, boolean lossy) {
  private static final long MAGIC = 0x48617672_4a6e6c31L;
  private static final int LENGTH = 48;
  private static final int MODE = 0600;

  /// The file that holds the latest checkpoint. It is smaller than a page and written by one call,
  /// which a kill cannot divide.
  static final class Store implements AutoCloseable {
    private final Fd file;
    private final NativeBuffer buffer = NativeBuffer.allocate(LENGTH);
    private final ByteBuffer view = buffer.view(0, LENGTH);

    private Store(Fd file) {
      this.file = file;
    }

    static Store open(Path path) {
      return new Store(Open.path(path.toString(), OpenHow.READ_WRITE.create(MODE)));
    }

    /// The latest checkpoint; empty when none was ever written.
    Optional<Checkpoint> read() {
      if (Io.readAt(file, 0, buffer, 0, LENGTH) < LENGTH || view.getLong(0) != MAGIC) {
        return Optional.empty();
      }
      return Optional.of(
          new Checkpoint(
              view.getLong(8),
              view.getLong(16),
              view.getLong(24),
              view.getLong(32),
              view.getLong(40) != 0));
    }

    void write(Checkpoint checkpoint) {
      view.putLong(0, MAGIC);
      view.putLong(8, checkpoint.inode);
      view.putLong(16, checkpoint.offset);
      view.putLong(24, checkpoint.stdout);
      view.putLong(32, checkpoint.stderr);
      view.putLong(40, checkpoint.lossy ? 1 : 0);
      Io.writeAt(file, 0, buffer, 0, LENGTH);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
