package havre.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static byte[] frame(int stream, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) stream)
        .position(4)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] join(byte[]... frames) {
    var all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  private void copy(byte[] stream) throws IOException {
    FrameReader.copy(new ByteArrayInputStream(stream), out, err);
  }

  @Test
  void partsTheStreams() throws IOException {
    copy(join(frame(1, "out"), frame(2, "err"), frame(1, ""), frame(0, "in"), frame(2, "!")));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("outin");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("err!");
  }

  @Test
  void copiesFramesThatComeInPieces() throws IOException {
    byte[] bytes = join(frame(1, "x".repeat(100_000)), frame(2, "end"));
    var slow =
        new InputStream() {
          private int position;

          @Override
          public int read() {
            return position < bytes.length ? bytes[position++] & 0xff : -1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            int c = length == 0 ? 0 : read();
            if (c < 0) {
              return -1;
            }
            buffer[offset] = (byte) c;
            return 1;
          }
        };
    FrameReader.copy(slow, out, err);
    assertThat(out.size()).isEqualTo(100_000);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("end");
  }

  @Test
  void reportsWhatTheDaemonSaysInTheStream() {
    assertThatThrownBy(() -> copy(frame(3, "it broke")))
        .hasMessage("error from daemon in stream: it broke");
  }

  @Test
  void refusesBrokenStreams() {
    assertThatThrownBy(() -> copy(frame(9, "x"))).hasMessage("Unrecognized input header: 9");
    assertThatThrownBy(() -> copy(new byte[] {1, 0, 0})).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> copy(java.util.Arrays.copyOf(frame(1, "cut off"), 10)))
        .isInstanceOf(EOFException.class);
  }
}
