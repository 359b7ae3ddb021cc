package havre.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Compresses the file that was rotated away last, on a virtual thread of its own. The writer goes
/// on meanwhile; when it rotates again before this is done, the file that comes second stays as it
/// is.
final class LogCompression {
  private static final System.Logger LOGGER = System.getLogger(LogCompression.class.getName());

  private LogCompression() {}

  static void start(JsonFileLog log) {
    Thread.ofVirtual().name("compress " + log.file().getFileName()).start(() -> run(log));
  }

  private static void run(JsonFileLog log) {
    Path source = log.files().youngestRotated();
    Path partial = log.files().partial();
    try {
      Files.createFile(partial);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "another compression is going on", e);
      return;
    }
    ReentrantLock lock = log.lock();
    lock.lock();
    try (FileChannel file = FileChannel.open(source)) {
      @Nullable Object key = LogFiles.fileKey(source);
      lock.unlock();
      try (InputStream in = Channels.newInputStream(file);
          OutputStream out = new GZIPOutputStream(Files.newOutputStream(partial))) {
        in.transferTo(out);
      }
      finish(log, key, partial);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "compress " + source + ": " + e.getMessage());
      discard(partial);
    } finally {
      if (lock.isHeldByCurrentThread()) {
        lock.unlock();
      }
    }
  }

  private static void finish(JsonFileLog log, @Nullable Object key, Path partial)
      throws IOException {
    ReentrantLock lock = log.lock();
    lock.lock();
    try {
      if (key == null || !log.files().replaceByCompressed(key)) {
        Files.deleteIfExists(partial);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void discard(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "remove " + partial + ": " + e.getMessage());
    }
  }
}
