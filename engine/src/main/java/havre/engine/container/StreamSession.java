package havre.engine.container;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A client tied to the streams of a container or exec, from the moment it was made.
///
/// Close it always, also when {@link #copy} was never called.
public interface StreamSession extends AutoCloseable {

  /// Whether the output is one raw stream rather than two to be multiplexed.
  boolean tty();

  /// Moves bytes both ways until the process has ended and all its output is delivered, the client
  /// has detached, or the client is gone. Blocks.
  ///
  /// @param stdin `null` when the client sends nothing; its end is passed on
  /// @param stderr the same as `stdout` when there is a terminal
  void copy(@Nullable InputStream stdin, OutputStream stdout, OutputStream stderr);

  @Override
  void close();
}
