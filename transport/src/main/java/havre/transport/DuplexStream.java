package havre.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection taken over from HTTP: bytes in both directions, each closed on its own. Its parts
/// may be used from different threads.
public interface DuplexStream extends AutoCloseable {
  /// What the client sends; ends when the client closes its sending side.
  InputStream in();

  /// What goes to the client. A write blocks while the client does not read. Bytes are sent at
  /// `flush` or when enough have come together. Closing it closes our sending side only.
  OutputStream out();

  /// Runs `action` once when the connection is gone in both directions; it must not block.
  void onClose(Runnable action);

  /// Sends what is left and closes both directions.
  @Override
  void close() throws IOException;
}
