package havre.runtime.log;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Appends records to a log's current file and rotates it. One thread at a time.
public final class JsonFileWriter implements AutoCloseable {
  private static final int MODE = 0640;
  private static final int BUFFER = 256 * 1024;

  private final JsonFileLog log;
  private Fd file;
  private long inode;
  private long size;

  private JsonFileWriter(JsonFileLog log, Fd file) {
    this.log = log;
    this.file = file;
    adopt(file);
  }

  static JsonFileWriter open(JsonFileLog log) throws IOException {
    log.lock().lock();
    try {
      Files.deleteIfExists(log.files().partial());
      var writer = new JsonFileWriter(log, openFile(log.file()));
      log.begun();
      return writer;
    } finally {
      log.lock().unlock();
    }
  }

  /// Told when a new file has begun.
  @FunctionalInterface
  public interface Rotation {

    /// @param written how many bytes of the batch lie in the files before
    void rotated(int written);
  }

  /// Appends a batch of whole records, and rotates the file where it is full.
  ///
  /// @throws LinuxException when it cannot be written; the file then ends as it did before what
  ///   failed
  public void append(byte[] records, int length, NativeBuffer buffer, Rotation rotation)
      throws IOException {
    int done = 0;
    while (done < length) {
      long limit = log.options().maxSize();
      if (limit >= 0 && size >= limit) {
        rotate();
        rotation.rotated(done);
      }
      int end =
          limit < 0 || size + length - done <= limit
              ? length
              : afterRecord(records, done + (int) (limit - size) - 1, length);
      write(records, done, end, buffer);
      done = end;
    }
    log.grown();
  }

  /// The current file's number in its file system.
  public long inode() {
    return inode;
  }

  /// How many bytes the current file has.
  public long size() {
    return size;
  }

  /// Cuts the current file off: what follows was not written whole.
  public void truncate(long length) {
    Io.truncate(file, length);
    size = length;
  }

  @Override
  public void close() {
    file.close();
    log.ended();
  }

  private void write(byte[] records, int from, int to, NativeBuffer buffer) {
    int at = from;
    long before = size;
    try {
      while (at < to) {
        int count = Math.min(to - at, Math.min(buffer.capacity(), BUFFER));
        buffer.put(0, records, at, count);
        Io.writeFully(file, buffer, 0, count);
        at += count;
        size += count;
      }
    } catch (LinuxException e) {
      truncate(before);
      throw e;
    }
  }

  private void rotate() throws IOException {
    log.lock().lock();
    try {
      log.files().rotate();
      file.close();
      file = openFile(log.file());
      adopt(file);
      log.rotated();
    } finally {
      log.lock().unlock();
    }
    if (log.options().compress() && log.options().maxFiles() > 1) {
      LogCompression.start(log);
    }
  }

  private void adopt(Fd opened) {
    FileStatus status = FileStatus.of(opened);
    inode = status.inode();
    size = status.size();
  }

  private static Fd openFile(Path path) {
    return Open.path(path.toString(), OpenHow.READ_WRITE.append().create(MODE));
  }

  /// The place after the record that holds a byte.
  private static int afterRecord(byte[] records, int at, int length) {
    for (int i = Math.max(0, at); i < length; i++) {
      if (records[i] == '\n') {
        return i + 1;
      }
    }
    return length;
  }
}
