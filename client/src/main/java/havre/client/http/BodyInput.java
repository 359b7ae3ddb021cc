package havre.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A response's body: chunked, of a known length, or up to the end of the connection. When it is
/// closed the connection learns whether it was read to its end.
final class BodyInput extends InputStream {
  /// What happens to the connection when the body is closed.
  interface Release {
    void release(boolean reusable) throws IOException;
  }

  private static final long CHUNKED = -2;
  private static final long TO_END = -1;

  private final HttpInput in;
  private final Release release;
  private final boolean chunked;
  private final boolean toEnd;
  private long remaining;
  private boolean ended;
  private boolean closed;

  private BodyInput(HttpInput in, long length, Release release) {
    this.in = in;
    this.release = release;
    this.chunked = length == CHUNKED;
    this.toEnd = length == TO_END;
    this.remaining = Math.max(0, length);
    this.ended = length == 0;
  }

  static BodyInput chunked(HttpInput in, Release release) {
    return new BodyInput(in, CHUNKED, release);
  }

  static BodyInput sized(HttpInput in, long length, Release release) {
    return new BodyInput(in, length, release);
  }

  static BodyInput toEnd(HttpInput in, Release release) {
    return new BodyInput(in, TO_END, release);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    if (toEnd) {
      int count = in.read(bytes, offset, length);
      ended = count < 0;
      return count;
    }
    if (chunked && remaining == 0 && !nextChunk()) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (count < 0) {
      throw new EOFException("unexpected EOF");
    }
    remaining -= count;
    if (remaining == 0) {
      if (chunked) {
        in.line();
      } else {
        ended = true;
      }
    }
    return count;
  }

  /// What has come already and belongs to this body, at least.
  @Override
  public int available() {
    if (ended) {
      return 0;
    }
    return toEnd || chunked ? in.available() : (int) Math.min(remaining, in.available());
  }

  private boolean nextChunk() throws IOException {
    String line = in.line();
    int end = line.indexOf(';');
    try {
      remaining = Long.parseLong((end < 0 ? line : line.substring(0, end)).strip(), 16);
    } catch (NumberFormatException e) {
      throw new IOException("malformed chunked encoding", e);
    }
    if (remaining > 0) {
      return true;
    }
    while (!in.line().isEmpty()) {
      // Trailers tell us nothing.
    }
    ended = true;
    return false;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      release.release(ended && !toEnd);
    }
  }
}
