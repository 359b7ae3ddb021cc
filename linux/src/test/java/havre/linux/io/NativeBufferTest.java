package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NativeBufferTest {
  private final NativeBuffer buffer = NativeBuffer.of(new byte[] {1, 2, 3, 4, 5});

  @Test
  void bytesGoInAndOut() {
    buffer.put(0, (byte) 9);
    buffer.put(3, new byte[] {7, 8, 6}, 0, 2);
    assertThat(buffer.bytes(0, 5)).containsExactly(9, 2, 3, 7, 8);
    assertThat(buffer.get(4)).isEqualTo((byte) 8);
    assertThat(buffer.capacity()).isEqualTo(5);
  }

  @Test
  void overlappingRangesCanBeMoved() {
    buffer.move(0, 1, 4);
    assertThat(buffer.bytes(0, 5)).containsExactly(1, 1, 2, 3, 4);
  }

  @Test
  void aViewSharesTheMemory() {
    ByteBuffer view = buffer.view(1, 3);
    view.put(0, (byte) 42);
    assertThat(buffer.get(1)).isEqualTo((byte) 42);
    assertThat(view.remaining()).isEqualTo(3);
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> buffer.bytes(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> buffer.view(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> buffer.address(5, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
