package havre.runtime.holder;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.runtime.ExitRecord;
import havre.runtime.RunningProcess;
import havre.runtime.WindowSize;
import havre.runtime.streams.IoDescriptors;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A process as its holder shows it. With no holder left it is only the record of how it ended.
class HeldProcess implements RunningProcess {
  private static final int KILLED = 137;
  private static final int SIGKILL = 9;
  private static final int STDIN = 1;
  private static final int STDOUT = 2;
  private static final int STDERR = 4;
  private static final int TERMINAL = 8;

  private final StateDirectory state;
  private final CompletableFuture<ExitRecord> exit = new CompletableFuture<>();
  private @Nullable HolderConnection connection;
  private volatile Started started = new Started(0, Instant.EPOCH, false);

  /// What is known once the process runs.
  record Started(int pid, Instant at, boolean terminal) {}

  HeldProcess(StateDirectory state) {
    this.state = state;
  }

  /// Gives it the connection to its holder, before that is opened.
  void connect(HolderConnection to) {
    connection = to;
  }

  void started(Started value) {
    started = value;
  }

  /// What the connection tells of this process.
  HolderConnection.Listener listener() {
    return new HolderConnection.Listener() {
      @Override
      public void exited(HolderMessage message) {
        ended(message);
      }

      @Override
      public void gone() {
        holderGone();
      }
    };
  }

  final StateDirectory state() {
    return state;
  }

  final HolderConnection connection() {
    if (connection == null) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "the process has no holder any more");
    }
    return connection;
  }

  @Override
  public int pid() {
    return started.pid();
  }

  @Override
  public Instant startedAt() {
    return started.at();
  }

  @Override
  public boolean terminal() {
    return started.terminal();
  }

  @Override
  public Optional<ExitRecord> exit() {
    return Optional.ofNullable(exit.getNow(null));
  }

  @Override
  public void onExit(Consumer<ExitRecord> listener) {
    if (exit.isDone()) {
      listener.accept(exit.join());
      return;
    }
    exit.thenAccept(
        record -> Thread.ofVirtual().name("exit-" + pid()).start(() -> listener.accept(record)));
  }

  @Override
  public ExitRecord awaitExit() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw HavreException.internal("wait for the end of the process", e);
    }
  }

  @Override
  public IoDescriptors takeIo() {
    if (connection == null) {
      return IoDescriptors.none();
    }
    var answer = connection.request(HolderMessage.of(HolderMessage.Type.GET_IO));
    var fds = new ArrayDeque<Fd>(answer.descriptors());
    int which = answer.message().a();
    if ((which & TERMINAL) != 0) {
      return IoDescriptors.terminal(fds.remove());
    }
    return IoDescriptors.pipes(
        (which & STDIN) != 0 ? fds.remove() : null,
        (which & STDOUT) != 0 ? fds.remove() : null,
        (which & STDERR) != 0 ? fds.remove() : null);
  }

  @Override
  public void closeStdin() {
    ask(HolderMessage.of(HolderMessage.Type.CLOSE_STDIN));
  }

  @Override
  public void signal(int signal) {
    Errno error = ask(HolderMessage.of(HolderMessage.Type.SIGNAL, signal, 0));
    if (error == Errno.EINVAL) {
      throw HavreException.invalid("Invalid signal: " + signal);
    }
  }

  @Override
  public void resize(WindowSize size) {
    ask(HolderMessage.of(HolderMessage.Type.RESIZE, size.columns(), size.rows()));
  }

  @Override
  public void release() {
    ask(HolderMessage.of(HolderMessage.Type.RELEASE));
    if (connection != null) {
      connection.close();
    }
    state.remove();
  }

  /// Asks for something that is done or not; nothing is to be done where the process has ended.
  private Errno ask(HolderMessage request) {
    if (connection == null) {
      return Errno.ESRCH;
    }
    try {
      return Errno.of(connection.request(request).message().a());
    } catch (HavreException e) {
      if (exit.isDone()) {
        return Errno.ESRCH;
      }
      throw e;
    }
  }

  /// On the loop's thread. The record on the disk was written before, and knows about memory too.
  private void ended(HolderMessage message) {
    ExitRecord told = new ExitRecord(message.a(), message.b(), message.time(), false);
    exit.complete(state.readExit().orElse(told));
  }

  /// On the loop's thread: the holder has been released, or somebody has killed it.
  private void holderGone() {
    if (!exit.isDone()) {
      orphaned(state.readExit());
    }
  }

  /// The process may still run, but nobody holds its streams any more.
  void orphaned(Optional<ExitRecord> record) {
    exit.complete(record.orElseGet(() -> new ExitRecord(KILLED, SIGKILL, Instant.now(), false)));
  }

  /// For a process whose holder was gone before this daemon came.
  void endedBefore(ExitRecord record) {
    exit.complete(record);
  }
}
