package havre.runtime;

import havre.runtime.streams.IoDescriptors;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A process that was started in a container, the container's first or an exec, running or ended
/// but not yet released. All methods may be called from any thread.
public interface RunningProcess {
  /// Its number in the daemon's pid namespace.
  int pid();

  Instant startedAt();

  /// Whether it has a pseudo terminal.
  boolean terminal();

  /// How it ended, where it has.
  Optional<ExitRecord> exit();

  /// Calls once with how it ended: on a virtual thread of its own, or at once on the caller's where
  /// it has ended already.
  void onExit(Consumer<ExitRecord> listener);

  ExitRecord awaitExit() throws InterruptedException;

  /// Fetches the daemon's ends of its streams from the holder; can be done any number of times.
  IoDescriptors takeIo();

  /// Closes the holder's copy of the standard input's write end: the process sees the end of its
  /// input once the taken ones are closed too.
  void closeStdin();

  /// Sends a signal to this one process; does nothing where it has ended.
  void signal(int signal);

  /// Sets the terminal's size; does nothing without a terminal.
  void resize(WindowSize size);

  /// Lets the holder go and removes what was kept of the process. To be called after it has ended
  /// and its output has been read to the end.
  void release();
}
