package havre.runtime.streams;

import java.time.Duration;

/// The streams of one running container or exec. From [#begin] on its output is read and, with a
/// log, recorded, whether or not a client is attached.
///
/// Life: open (or recover) → [#begin] → attach any number of times → the process exits →
/// [#awaitDrained] → [#close]. All methods may be called by any thread.
public interface ContainerStreams extends AutoCloseable {

  /// Begins to read. Clients that were attached before miss nothing.
  void begin();

  /// Attaches a client. With `logs` the session first yields what the log holds and then what
  /// comes, with nothing missing or twice in between.
  AttachSession attach(AttachOptions options);

  /// To be called when the process has exited: takes in everything that it wrote. Returns at once
  /// when another process still holds the streams open; waits, at most until the deadline, only for
  /// an attached client that is slow to read.
  ///
  /// @return false when the deadline passed first; [#close] still takes in the rest
  boolean awaitDrained(Duration deadline) throws InterruptedException;

  /// Whether all output streams have ended.
  boolean ended();

  /// Takes in what is left, ends the log and all sessions, closes the descriptors and removes the
  /// journal. Sessions still yield what they have queued.
  @Override
  void close();

  /// Leaves everything as it is for a later daemon to recover: only closes this daemon's
  /// descriptors and sessions.
  void release();
}
