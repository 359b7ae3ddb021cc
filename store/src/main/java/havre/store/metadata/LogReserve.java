package havre.store.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Room on the disk for the state file's log, taken while there is some: on a disk that is full,
/// things must still be removable, and to remove them is to write.
///
/// SQLite writes its log over from the beginning once it has 4 MiB, and passes over what follows
/// its last whole entry; so the file may be longer than what is in it.
record LogReserve(Path log) {
  private static final long SIZE = 8L << 20;
  private static final int PORTION = 1 << 20;

  static LogReserve of(Path database) {
    return new LogReserve(Path.of(database + "-wal"));
  }

  /// Makes the file long enough. To be called while nobody writes to the database. A disk that is
  /// full already gives what it has.
  void take() {
    if (!Files.exists(log)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(PORTION);
      for (long at = channel.size(); at < SIZE; at = channel.size()) {
        zeros.clear().limit((int) Math.min(PORTION, SIZE - at));
        channel.write(zeros, at);
      }
    } catch (IOException _) {
      // There is no room now; the next daemon tries again.
    }
  }
}
