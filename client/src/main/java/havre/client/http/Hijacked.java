package havre.client.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection that stopped being HTTP: a stream in each direction, of which the writing one can
/// be ended alone. Reading and writing may happen on different threads.
public final class Hijacked implements Closeable {
  private final InputStream in;
  private final Wire wire;
  private final String contentType;

  Hijacked(InputStream in, Wire wire, String contentType) {
    this.in = in;
    this.wire = wire;
    this.contentType = contentType;
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return wire.out();
  }

  public String contentType() {
    return contentType;
  }

  /// Ends the writing side; what the other side still says can be read.
  public void closeWrite() throws IOException {
    wire.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
