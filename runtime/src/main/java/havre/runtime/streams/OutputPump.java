package havre.runtime.streams;

import havre.runtime.log.LogSink;
import java.nio.file.Path;

/// Moves the output of all processes to their logs and attached clients.
///
/// What a process wrote reaches its log exactly once, even when the daemon is killed at any
/// instant: bytes go from the pipe into a journal by one system call, and from there to the log;
/// after a crash [#recover] goes on where the log ends. (A terminal's output makes this step by two
/// calls, so that a kill between them loses what was read.)
public interface OutputPump extends AutoCloseable {

  /// Takes a new process's streams; they are pumped from [ContainerStreams#begin] on.
  ///
  /// @param journal a folder that outlives the daemon but not the machine; made when missing. Not
  ///   used without a log
  ContainerStreams open(IoDescriptors io, LogSink log, Path journal, StdinPolicy stdin);

  /// Takes over the streams that an earlier daemon pumped: first brings what its journal holds into
  /// the log, then goes on as [#open] does.
  ContainerStreams recover(IoDescriptors io, LogSink log, Path journal, StdinPolicy stdin);

  /// Releases all streams and ends the threads.
  @Override
  void close();
}
