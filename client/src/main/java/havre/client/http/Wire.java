package havre.client.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connected byte stream in both directions. Reading and writing may happen on different threads.
interface Wire extends Closeable {
  InputStream in();

  OutputStream out();

  /// Tells the other side that nothing more is written; reading goes on.
  void shutdownOutput() throws IOException;
}
