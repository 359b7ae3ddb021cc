package havre.runtime.streams;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One client attached to a process's streams. Output is pulled with [#next]; a client that is slow
/// to pull slows the process it is attached to, and no other. Input is written with [#write].
///
/// One thread pulls and another writes; both may be virtual. [#close] may be called by any thread
/// and ends both.
public interface AttachSession extends AutoCloseable {

  /// Waits for the next output.
  ///
  /// @return null when there is no more: the process's output ended, or the session was closed
  @Nullable OutputChunk next() throws InterruptedException;

  /// Writes to the process's input, waiting until it takes all of it. The bytes are dropped when
  /// the session has no input, or the process closed its end.
  void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException;

  /// The client will write no more. Where the policy says so this closes the process's input;
  /// otherwise the session's output ends, as in Docker.
  void closeInput();

  /// Detaches: pending and future output is dropped.
  @Override
  void close();
}
