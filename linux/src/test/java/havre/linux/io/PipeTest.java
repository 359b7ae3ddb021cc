package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipeTest {
  private final NativeBuffer buffer = NativeBuffer.allocate(4096);

  @Test
  void whatIsWrittenIsRead() {
    try (Pipe pipe = Pipe.create()) {
      Io.writeFully(pipe.writeEnd(), "hello".getBytes(StandardCharsets.UTF_8));
      int count = Io.read(pipe.readEnd(), buffer, 0, 4096);
      assertThat(new String(buffer.bytes(0, count), StandardCharsets.UTF_8)).isEqualTo("hello");
    }
  }

  @Test
  void readingEndsWhenTheWriterIsClosed() {
    try (Pipe pipe = Pipe.create()) {
      pipe.writeEnd().close();
      assertThat(Io.read(pipe.readEnd(), buffer, 0, 10)).isZero();
    }
  }

  @Test
  void anEmptyNonBlockingPipeSaysSo() {
    try (Pipe pipe = Pipe.createNonBlocking()) {
      assertThat(Io.read(pipe.readEnd(), buffer, 0, 10)).isEqualTo(Io.WOULD_BLOCK);
      assertThat(Poll.readable(pipe.readEnd(), Duration.ofMillis(1))).isFalse();
      assertThat(Poll.writable(pipe.writeEnd(), Duration.ZERO)).isTrue();
    }
  }

  @Test
  void aFullNonBlockingPipeSaysSo() {
    try (Pipe pipe = Pipe.create()) {
      Io.setNonBlocking(pipe.writeEnd(), true);
      int capacity = Pipe.setCapacity(pipe.writeEnd(), 4096);
      assertThat(capacity).isEqualTo(4096).isEqualTo(Pipe.capacity(pipe.readEnd()));
      assertThat(Io.write(pipe.writeEnd(), buffer, 0, 4096)).isEqualTo(4096);
      assertThat(Io.write(pipe.writeEnd(), buffer, 0, 1)).isEqualTo(Io.WOULD_BLOCK);
      assertThat(Io.available(pipe.readEnd())).isEqualTo(4096);
    }
  }

  @Test
  void spliceMovesBytesBetweenPipes() {
    try (Pipe from = Pipe.createNonBlocking();
        Pipe to = Pipe.createNonBlocking()) {
      Io.writeFully(from.writeEnd(), new byte[100]);
      assertThat(Io.tee(from.readEnd(), to.writeEnd(), 10)).isEqualTo(10);
      assertThat(Io.splice(from.readEnd(), to.writeEnd(), 1000)).isEqualTo(100);
      assertThat(Io.available(to.readEnd())).isEqualTo(110);
      assertThat(Io.splice(from.readEnd(), to.writeEnd(), 1000)).isEqualTo(Io.WOULD_BLOCK);
      from.writeEnd().close();
      assertThat(Io.splice(from.readEnd(), to.writeEnd(), 1000)).isZero();
    }
  }

  @Test
  void writingWithoutAReaderFails() {
    try (Pipe pipe = Pipe.create()) {
      pipe.readEnd().close();
      assertThatThrownBy(() -> Io.write(pipe.writeEnd(), buffer, 0, 1))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
    }
  }

  @Test
  void aDuplicateOutlivesItsSource() {
    try (Pipe pipe = Pipe.create();
        var copy = Io.duplicate(pipe.writeEnd(), 100)) {
      assertThat(copy.number()).isGreaterThanOrEqualTo(100);
      pipe.writeEnd().close();
      Io.writeFully(copy, new byte[] {1});
      assertThat(Io.read(pipe.readEnd(), buffer, 0, 10)).isEqualTo(1);
    }
  }

  @Test
  void rangesOutsideTheBufferAreRefused() {
    try (Pipe pipe = Pipe.create()) {
      assertThatThrownBy(() -> Io.write(pipe.writeEnd(), buffer, 4000, 97))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
