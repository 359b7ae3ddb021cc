package havre.runtime.log.remote;

import java.io.IOException;

/// Somewhere on the network that takes a container's log. Used by one thread at a time.
public interface RemoteLog extends AutoCloseable {

  /// Connects, again after a failure.
  void connect() throws IOException;

  /// Whether a container may not start before it could be connected to.
  default boolean required() {
    return true;
  }

  /// Sends one record.
  ///
  /// @param line without its end
  /// @param nanos when it was written, since the epoch
  void send(boolean stderr, String line, long nanos) throws IOException;

  @Override
  void close();
}
