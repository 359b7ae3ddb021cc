package havre.engine.container;

import java.io.OutputStream;

/// A reader of a container's log. Close it always; closing ends a copy that is under way.
public interface LogSession extends AutoCloseable {

  /// Whether the container has a terminal, so that its log is not multiplexed.
  boolean tty();

  /// Writes the lines asked for; when following, until the container ends. Each write to `stdout`
  /// or `stderr` is whole lines or partial lines of one stream. Blocks.
  void copy(OutputStream stdout, OutputStream stderr);

  @Override
  void close();
}
