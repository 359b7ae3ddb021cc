package havre.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Walks over a log's records, oldest first. Not thread-safe.
public final class LogCursor implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final Deque<FileChannel> files;
  private final Follower follower;
  private final RecordParser parser = new RecordParser();
  private byte[] buffer = new byte[CHUNK];
  private int start;
  private int end;
  private int scanned;
  private @Nullable FileChannel file;
  private long position;
  private Follower.@Nullable State atEnd;
  private boolean ended;
  private final long limit;

  /// @param endless whether to read what is added to the youngest file from now on, too
  LogCursor(LogView view, int tail, boolean endless) throws IOException {
    this.files = new ArrayDeque<>(view.files());
    this.follower = view.follower();
    this.limit = endless || files.isEmpty() ? Long.MAX_VALUE : files.getLast().size();
    if (tail >= 0) {
      skipToTail(tail);
    }
    if (file == null) {
      file = files.poll();
    }
  }

  /// The next record there is now; a view that is valid until the next call.
  ///
  /// @return null at the end, where more may come
  public @Nullable LogRecord next() throws IOException {
    while (true) {
      int newline = newline();
      if (newline >= 0) {
        int from = start;
        start = newline + 1;
        if (parser.parse(buffer, from, newline)) {
          return parser;
        }
        continue;
      }
      Follower.State state = follower.state();
      if (!fill() && !nextFile(state)) {
        atEnd = state;
        ended = state.ended();
        return null;
      }
    }
  }

  /// Waits, about a second at most, until there may be more.
  ///
  /// @return false when there will be none
  boolean await() throws InterruptedException {
    if (ended) {
      return false;
    }
    if (atEnd != null) {
      follower.awaitChange(atEnd);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
    for (FileChannel left : files) {
      left.close();
    }
    follower.close();
  }

  private int newline() {
    byte[] bytes = buffer;
    for (int i = Math.max(start, scanned); i < end; i++) {
      if (bytes[i] == '\n') {
        scanned = i + 1;
        return i;
      }
    }
    scanned = end;
    return -1;
  }

  /// Reads more of the file.
  ///
  /// @return false at its end
  private boolean fill() throws IOException {
    if (file == null) {
      return false;
    }
    int kept = end - start;
    byte[] target = kept + CHUNK > buffer.length ? new byte[2 * kept + CHUNK] : buffer;
    System.arraycopy(buffer, start, target, 0, kept);
    long wanted = files.isEmpty() ? Math.max(0, limit - position) : CHUNK;
    ByteBuffer room = ByteBuffer.wrap(target, kept, (int) Math.min(CHUNK, wanted));
    int count = Math.max(0, file.read(room, position));
    position += count;
    buffer = target;
    start = 0;
    scanned = kept;
    end = kept + count;
    return count > 0;
  }

  /// Goes on to the next file, when the one that was just read to its end is known to be complete.
  private boolean nextFile(Follower.State before) throws IOException {
    FileChannel next = files.poll();
    if (next == null && before.hasNextFile()) {
      next = follower.takeNextFile();
    }
    if (next == null) {
      return false;
    }
    if (file != null) {
      file.close();
    }
    file = next;
    position = 0;
    start = 0;
    end = 0;
    scanned = 0;
    return true;
  }

  /// Finds where the last records begin, from the youngest file back.
  private void skipToTail(int records) throws IOException {
    var kept = new ArrayDeque<FileChannel>();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    int missing = records;
    while (!files.isEmpty()) {
      FileChannel last = files.removeLast();
      if (missing == 0 && !kept.isEmpty()) {
        last.close();
        continue;
      }
      TailStart found = TailStart.find(last, missing, chunk);
      missing -= found.records();
      if (kept.isEmpty() || found.records() > 0) {
        kept.addFirst(last);
        position = found.position();
      } else {
        last.close();
      }
    }
    files.addAll(kept);
    file = files.poll();
  }
}
