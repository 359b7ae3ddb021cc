package havre.runtime.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A container's log in Docker's json-file format. One object per container lives as long as the
/// container does; the pump writes to it while the container runs, and any number of readers read
/// from it at any time.
///
/// A lock orders rotation and the start of readers, so that a reader finds all files as of one
/// instant. A following reader is then handed each new file when the writer begins it: it misses
/// nothing, however slow it is, and the writer never waits.
public final class JsonFileLog implements LogSink {
  private final Path file;
  private final JsonFileOptions options;
  private final LogFiles files;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Follower> followers = new ArrayList<>();
  private volatile boolean followed;
  private boolean written;

  private JsonFileLog(Path file, JsonFileOptions options) {
    this.file = file;
    this.options = options;
    this.files = new LogFiles(file, options.maxFiles());
  }

  /// The log kept at this place; nothing is opened or made yet.
  public static JsonFileLog at(Path file, JsonFileOptions options) {
    return new JsonFileLog(file, options);
  }

  @Override
  public String driver() {
    return "json-file";
  }

  public Path file() {
    return file;
  }

  public JsonFileOptions options() {
    return options;
  }

  public LogReader reader() {
    return new JsonFileReader(this);
  }

  /// Walks over the last records that the log holds, or over all when `tail` is negative, as of
  /// now.
  public LogCursor cursor(int tail) throws IOException {
    return cursor(tail, false);
  }

  LogCursor cursor(int tail, boolean follow) throws IOException {
    return new LogCursor(view(follow), tail, follow);
  }

  /// Begins to write, after what the log holds. There is one writer at a time.
  public JsonFileWriter write() throws IOException {
    return JsonFileWriter.open(this);
  }

  /// Counts what the log holds after a place in one of its files.
  ///
  /// @param inode the file's number, which it keeps when it is rotated
  public PayloadCount countAfter(long inode, long offset) throws IOException {
    lock.lock();
    try {
      return PayloadCount.after(files.oldestFirst(), file, inode, offset);
    } finally {
      lock.unlock();
    }
  }

  /// Removes all of the log's files.
  public void delete() throws IOException {
    lock.lock();
    try {
      files.deleteAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many bytes the log's files take.
  public long size() throws IOException {
    lock.lock();
    try {
      return files.size();
    } finally {
      lock.unlock();
    }
  }

  LogFiles files() {
    return files;
  }

  ReentrantLock lock() {
    return lock;
  }

  /// The log's files as of now, and with `follow` a follower that is told of everything after.
  LogView view(boolean follow) throws IOException {
    lock.lock();
    var channels = new ArrayList<FileChannel>();
    try {
      for (Path path : files.oldestFirst()) {
        try {
          channels.add(LogFiles.open(path));
        } catch (NoSuchFileException e) {
          continue;
        }
      }
      Follower follower = new Follower(this, !written);
      if (follow && written) {
        followers.add(follower);
        followed = true;
      }
      return new LogView(channels, follower);
    } catch (IOException e) {
      for (FileChannel channel : channels) {
        channel.close();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /// The writer has begun; with the lock held.
  void begun() {
    written = true;
  }

  /// The writer has added records.
  void grown() {
    if (followed) {
      forFollowers(Follower::grown);
    }
  }

  /// The writer has begun a new file; with the lock held.
  void rotated() throws IOException {
    for (Follower follower : followers) {
      follower.nextFile(FileChannel.open(file));
    }
  }

  /// The writer has ended.
  void ended() {
    lock.lock();
    try {
      written = false;
      followers.forEach(Follower::ended);
      followers.clear();
      followed = false;
    } finally {
      lock.unlock();
    }
  }

  void forget(Follower follower) {
    lock.lock();
    try {
      followers.remove(follower);
      followed = !followers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void forFollowers(Consumer<Follower> action) {
    lock.lock();
    try {
      followers.forEach(action);
    } finally {
      lock.unlock();
    }
  }
}
