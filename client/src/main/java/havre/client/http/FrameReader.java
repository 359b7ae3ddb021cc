package havre.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Takes apart the stream of a container without terminal: frames of a byte for the stream, three
/// of zero, four of length, and the payload.
public final class FrameReader {
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int SYSTEM_ERROR = 3;

  private FrameReader() {}

  /// Copies every frame to its stream until the end, flushing whenever nothing more has come.
  public static void copy(InputStream in, OutputStream out, OutputStream err) throws IOException {
    var header = new byte[8];
    var buffer = new byte[32 * 1024];
    while (true) {
      int got = in.readNBytes(header, 0, header.length);
      if (got == 0) {
        out.flush();
        err.flush();
        return;
      }
      if (got < header.length) {
        throw new EOFException("unexpected EOF");
      }
      long length =
          (header[4] & 0xffL) << 24
              | (header[5] & 0xff) << 16
              | (header[6] & 0xff) << 8
              | (header[7] & 0xff);
      if (header[0] == SYSTEM_ERROR) {
        throw new IOException(
            "error from daemon in stream: "
                + new String(in.readNBytes((int) length), StandardCharsets.UTF_8));
      }
      if (header[0] < 0 || header[0] > STDERR) {
        throw new IOException("Unrecognized input header: " + header[0]);
      }
      OutputStream target = header[0] <= STDOUT ? out : err;
      while (length > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, length));
        if (count < 0) {
          throw new EOFException("unexpected EOF");
        }
        target.write(buffer, 0, count);
        length -= count;
      }
      if (in.available() == 0) {
        out.flush();
        err.flush();
      }
    }
  }
}
