package havre.runtime.streams;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Io;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileWriter;
import havre.runtime.log.LineSplitter;
import havre.runtime.log.PayloadCount;
import havre.runtime.log.RecordEncoder;
import havre.runtime.log.Rfc3339;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The way of one container's output into its log: pipe → journal → records → log file.
///
/// After each batch of records a checkpoint says how far journals and log belong together. A daemon
/// that takes over counts what the log holds after the last checkpoint, cuts off a torn record, and
/// goes on from there: each byte is in the log once. When the journal can't be written (its file
/// system is full), output is recorded without it; when the log can't be, output is dropped, for a
/// full disk must not hold up the container.
///
/// Not thread-safe; its streams' lock guards it.
final class LoggedOutput {
  private static final System.Logger LOGGER = System.getLogger(LoggedOutput.class.getName());
  private static final int FULL = 512 * 1024;

  private final JournalFolder folder;
  private final JsonFileLog log;
  private final JsonFileWriter writer;
  private final RecordEncoder encoder;
  private final LineSplitter stdout;
  private final LineSplitter stderr;
  private final Workspace.Pool pool;
  private boolean lossy;
  private boolean warned;

  private LoggedOutput(
      JsonFileLog log,
      JournalFolder folder,
      JsonFileWriter writer,
      Workspace.Pool pool,
      long stdoutPosition,
      long stderrPosition) {
    this.log = log;
    this.folder = folder;
    this.writer = writer;
    this.pool = pool;
    this.encoder = new RecordEncoder(log.options().attributes());
    this.stdout = new LineSplitter(false, encoder, stdoutPosition);
    this.stderr = new LineSplitter(true, encoder, stderrPosition);
  }

  /// The output of a new process.
  static LoggedOutput begin(JsonFileLog log, Path journal, Workspace.Pool pool) {
    try {
      JournalFolder.delete(journal);
      JournalFolder folder = JournalFolder.open(journal);
      return open(log, folder, pool, new Positions(0, 0, Long.MAX_VALUE));
    } catch (IOException | LinuxException e) {
      throw HavreException.internal("open log " + log.file() + ": " + e.getMessage(), e);
    }
  }

  /// The output of a process that an earlier daemon took in: what lies in the journals goes to the
  /// log.
  static LoggedOutput resume(JsonFileLog log, Path journal, Workspace.Pool pool) {
    if (!Files.isDirectory(journal)) {
      return begin(log, journal, pool);
    }
    try {
      JournalFolder folder = JournalFolder.open(journal);
      Optional<Checkpoint> last = folder.checkpoints().read();
      if (last.isEmpty()) {
        folder.close();
        return begin(log, journal, pool);
      }
      return open(log, folder, pool, Positions.after(last.get(), log, folder));
    } catch (IOException | LinuxException e) {
      throw HavreException.internal("recover log " + log.file() + ": " + e.getMessage(), e);
    }
  }

  /// Opens the log at a place and brings what the journals hold beyond it up to date.
  private static LoggedOutput open(
      JsonFileLog log, JournalFolder folder, Workspace.Pool pool, Positions positions)
      throws IOException {
    JsonFileWriter writer;
    try {
      writer = log.write();
    } catch (IOException | LinuxException e) {
      folder.close();
      throw e;
    }
    if (writer.size() > positions.logEnd()) {
      writer.truncate(positions.logEnd());
    }
    var output =
        new LoggedOutput(log, folder, writer, pool, positions.stdout(), positions.stderr());
    output.checkpoint(positions.stdout(), positions.stderr());
    output.catchUp(StreamKind.STDOUT, positions.stdout());
    output.catchUp(StreamKind.STDERR, positions.stderr());
    return output;
  }

  /// How much of each stream the log holds, and where its last whole record ends.
  private record Positions(long stdout, long stderr, long logEnd) {
    static Positions after(Checkpoint last, JsonFileLog log, JournalFolder folder)
        throws IOException {
      PayloadCount count = log.countAfter(last.inode(), last.offset());
      long stdoutSize = folder.stdout().size();
      long stderrSize = folder.stderr().size();
      if (last.lossy()) {
        return new Positions(stdoutSize, stderrSize, count.end());
      }
      return new Positions(
          Math.min(last.stdout() + count.stdout(), stdoutSize),
          Math.min(last.stderr() + count.stderr(), stderrSize),
          count.end());
    }
  }

  JsonFileLog log() {
    return log;
  }

  /// Takes what a pipe or terminal holds, records it, and leaves it in the workspace.
  ///
  /// @return the bytes taken, 0 at the end, or [Io#WOULD_BLOCK]
  int take(StreamKind kind, Fd fd, boolean terminal, Workspace workspace, long now) {
    int count = terminal || lossy ? readInto(kind, fd, workspace) : spliceInto(kind, fd, workspace);
    if (count > 0) {
      workspace.input.get(0, workspace.bytes, 0, count);
      record(kind, workspace, count, now);
    }
    return count;
  }

  /// A stream has ended.
  void end(StreamKind kind) {
    splitter(kind).end(Rfc3339.now());
    try (Workspace workspace = pool.take()) {
      flush(workspace);
    }
  }

  /// The process has ended: the log is complete.
  void finish(Path journal) {
    end(StreamKind.STDOUT);
    end(StreamKind.STDERR);
    close();
    try {
      JournalFolder.delete(journal);
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "remove " + journal + ": " + e.getMessage());
    }
  }

  /// Leaves journals and log for a later daemon.
  void close() {
    writer.close();
    folder.close();
  }

  private int spliceInto(StreamKind kind, Fd pipe, Workspace workspace) {
    Journal journal = folder.journal(kind);
    int count;
    try {
      count = journal.splice(pipe, Workspace.SIZE);
    } catch (LinuxException e) {
      giveUpJournal(e);
      return readInto(kind, pipe, workspace);
    }
    return count <= 0 ? count : journal.read(journal.size() - count, workspace.input, count);
  }

  private int readInto(StreamKind kind, Fd fd, Workspace workspace) {
    int count = Io.read(fd, workspace.input, 0, Workspace.SIZE);
    if (count > 0 && !lossy) {
      try {
        folder.journal(kind).append(workspace.input, count);
      } catch (LinuxException e) {
        giveUpJournal(e);
      }
    }
    return count;
  }

  private void giveUpJournal(LinuxException e) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "output to " + log.file() + " would not survive a crash of the daemon: " + e.getMessage());
    lossy = true;
    checkpoint(stdout.position(), stderr.position());
  }

  private void catchUp(StreamKind kind, long from) {
    Journal journal = folder.journal(kind);
    long position = from;
    try (Workspace workspace = pool.take()) {
      while (position < journal.size()) {
        int wanted = (int) Math.min(Workspace.SIZE, journal.size() - position);
        int count = journal.read(position, workspace.input, wanted);
        workspace.input.get(0, workspace.bytes, 0, count);
        record(kind, workspace, count, Rfc3339.now());
        position += count;
      }
    }
  }

  private void record(StreamKind kind, Workspace workspace, int count, long now) {
    LineSplitter splitter = splitter(kind);
    int done = 0;
    while (done < count) {
      done += splitter.add(workspace.bytes, done, count, now, FULL);
      flush(workspace);
    }
  }

  private void flush(Workspace workspace) {
    if (encoder.size() == 0) {
      return;
    }
    try {
      writer.append(encoder.bytes(), encoder.size(), workspace.output, this::rotated);
    } catch (IOException | LinuxException e) {
      warnOnce("write log " + log.file(), e);
    }
    encoder.clear();
    checkpoint(stdout.position(), stderr.position());
    folder.stdout().discard(stdout.position());
    folder.stderr().discard(stderr.position());
  }

  /// A new file has begun in the middle of a batch: counts what of the batch is still to come.
  private void rotated(int written) {
    byte[] rest = Arrays.copyOfRange(encoder.bytes(), written, encoder.size());
    PayloadCount count = PayloadCount.of(rest, 0, rest.length);
    checkpoint(stdout.position() - count.stdout(), stderr.position() - count.stderr());
  }

  private void checkpoint(long stdoutPosition, long stderrPosition) {
    try {
      folder
          .checkpoints()
          .write(
              new Checkpoint(writer.inode(), writer.size(), stdoutPosition, stderrPosition, lossy));
    } catch (LinuxException e) {
      warnOnce("note how far log " + log.file() + " goes", e);
    }
  }

  private void warnOnce(String action, Exception e) {
    if (!warned) {
      warned = true;
      LOGGER.log(System.Logger.Level.ERROR, action + ": " + e.getMessage(), e);
    }
  }

  private LineSplitter splitter(StreamKind kind) {
    return kind == StreamKind.STDERR ? stderr : stdout;
  }
}
