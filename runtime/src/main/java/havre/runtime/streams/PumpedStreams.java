package havre.runtime.streams;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Io;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.LogCursor;
import havre.runtime.log.Rfc3339;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams of one process. A lock makes each step (bytes taken, recorded, handed to sessions)
/// one whole for those who attach, and lets any thread take such a step: the pump's when there is
/// output, a caller's when the process has exited.
///
/// A session that is full pauses the process's output, all of it, until it has been read from.
final class PumpedStreams implements ContainerStreams {
  private static final System.Logger LOGGER = System.getLogger(PumpedStreams.class.getName());
  private static final int STEPS = 8;

  private final @Nullable LoggedOutput logged;
  private final Path journal;
  private final PumpLoop loop;
  private final Workspace.Pool pool;
  private final Consumer<PumpedStreams> onClosed;
  private final InputChannel input;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomMade = lock.newCondition();
  private final List<OutputSource> sources = new ArrayList<>();
  private final List<QueuedSession> sessions = new ArrayList<>();
  private final boolean stdinOnce;
  private boolean paused;
  private boolean closed;

  PumpedStreams(
      IoDescriptors io,
      @Nullable LoggedOutput logged,
      Path journal,
      StdinPolicy stdin,
      PumpLoop loop,
      Workspace.Pool pool,
      Consumer<PumpedStreams> onClosed) {
    this.logged = logged;
    this.journal = journal;
    this.loop = loop;
    this.pool = pool;
    this.onClosed = onClosed;
    this.stdinOnce = stdin.once() && io.terminal() == null;
    addSource(StreamKind.STDOUT, io.stdout(), false);
    addSource(StreamKind.STDERR, io.stderr(), false);
    addSource(StreamKind.STDOUT, io.terminal(), true);
    @Nullable Fd inputEnd = io.terminal() == null ? io.stdin() : Io.duplicate(io.terminal());
    this.input = new InputChannel(loop, inputEnd, stdin.closeAtHolder());
  }

  private void addSource(StreamKind kind, @Nullable Fd fd, boolean terminal) {
    if (fd != null) {
      Io.setNonBlocking(fd, true);
      sources.add(new OutputSource(kind, fd, terminal));
    }
  }

  @Override
  public void begin() {
    lock.lock();
    try {
      if (!closed && !paused) {
        watch();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AttachSession attach(AttachOptions options) {
    lock.lock();
    try {
      var session = new QueuedSession(this, options);
      if (options.logs() && logged != null) {
        session.replay(cursor(logged.log())); // a line that hasn't ended is no part of it yet
      }
      if (options.stream() && !closed && !allEnded()) {
        sessions.add(session);
      } else {
        session.end();
      }
      return session;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitDrained(Duration deadline) throws InterruptedException {
    long left = deadline.toNanos();
    lock.lock();
    try {
      while (!closed && !drain()) {
        if (left <= 0) {
          return false;
        }
        left = roomMade.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean ended() {
    lock.lock();
    try {
      return allEnded();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    finish(true);
  }

  @Override
  public void release() {
    finish(false);
  }

  InputChannel input() {
    return input;
  }

  boolean closesInput() {
    return stdinOnce;
  }

  /// A session has been read from.
  void roomMade() {
    lock.lock();
    try {
      if (paused && !anyFull()) {
        paused = false;
        roomMade.signalAll();
        watch();
      }
    } finally {
      lock.unlock();
    }
  }

  void detach(QueuedSession session) {
    lock.lock();
    try {
      sessions.remove(session);
    } finally {
      lock.unlock();
    }
    roomMade();
  }

  /// Takes output while there is some, but not so long that others wait.
  private void ready(OutputSource source) {
    lock.lock();
    try (Workspace workspace = pool.take()) {
      for (int i = 0; i < STEPS && !closed && !paused && !source.ended(); i++) {
        if (step(source, workspace) < Workspace.SIZE / 2) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes output until there is none.
  ///
  /// @return false when a session is full
  private boolean drain() {
    try (Workspace workspace = pool.take()) {
      for (OutputSource source : sources) {
        while (!source.ended()) {
          if (paused) {
            return false;
          }
          if (step(source, workspace) == Io.WOULD_BLOCK) {
            break;
          }
        }
      }
    }
    return true;
  }

  /// Takes what the streams hold at this moment, however full the sessions are.
  private void drainRest() {
    try (Workspace workspace = pool.take()) {
      for (OutputSource source : sources) {
        int left = source.ended() ? 0 : Io.available(source.fd);
        while (left > 0 && !source.ended()) {
          int count = step(source, workspace);
          left = count <= 0 ? 0 : left - count;
        }
      }
    }
  }

  private int step(OutputSource source, Workspace workspace) {
    long now = Rfc3339.now();
    int count;
    try {
      count = take(source, workspace, now);
    } catch (LinuxException e) {
      if (!(source.terminal && e.is(Errno.EIO))) {
        LOGGER.log(System.Logger.Level.ERROR, "read output: " + e.getMessage(), e);
      }
      count = 0;
    }
    if (count == 0) {
      end(source);
    } else if (count > 0) {
      fanOut(source.kind, workspace, count, now);
    }
    return count;
  }

  private int take(OutputSource source, Workspace workspace, long now) {
    if (logged != null) {
      return logged.take(source.kind, source.fd, source.terminal, workspace, now);
    }
    int count = Io.read(source.fd, workspace.input, 0, Workspace.SIZE);
    if (count > 0) {
      workspace.input.get(0, workspace.bytes, 0, count);
    }
    return count;
  }

  private void fanOut(StreamKind kind, Workspace workspace, int count, long now) {
    if (sessions.isEmpty()) {
      return;
    }
    var chunk = new OutputChunk(kind, Arrays.copyOf(workspace.bytes, count), 0, count, now);
    sessions.forEach(session -> session.offer(chunk));
    if (!paused && anyFull()) {
      paused = true;
      sources.forEach(source -> source.unwatch(loop));
    }
  }

  private void end(OutputSource source) {
    source.end(loop);
    if (logged != null) {
      logged.end(source.kind);
    }
    if (allEnded()) {
      sessions.forEach(QueuedSession::end);
      sessions.clear();
    }
  }

  private void finish(boolean complete) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (complete) {
        drainRest();
      }
      closed = true;
      sources.forEach(source -> source.end(loop));
      sessions.forEach(QueuedSession::end);
      sessions.clear();
      if (logged != null && complete) {
        logged.finish(journal);
      } else if (logged != null) {
        logged.close();
      }
      roomMade.signalAll();
    } finally {
      lock.unlock();
    }
    input.disconnect();
    onClosed.accept(this);
  }

  private void watch() {
    sources.forEach(source -> source.watch(loop, () -> ready(source)));
  }

  private boolean anyFull() {
    return sessions.stream().anyMatch(QueuedSession::isFull);
  }

  private boolean allEnded() {
    return sources.stream().allMatch(OutputSource::ended);
  }

  private static LogCursor cursor(JsonFileLog log) {
    try {
      return log.cursor(-1);
    } catch (IOException e) {
      throw HavreException.internal("read log " + log.file() + ": " + e.getMessage(), e);
    }
  }
}
