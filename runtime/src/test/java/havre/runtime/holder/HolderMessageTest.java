package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HolderMessageTest {
  @Test
  void comesBackAsItWas() {
    HolderMessage message = HolderMessage.of(HolderMessage.Type.RESIZE, 80, 24);
    assertThat(message.encode()).hasSize(HolderMessage.SIZE);
    assertThat(HolderMessage.decode(message.encode())).contains(message);
  }

  @Test
  void readsTimeAndObject() {
    byte[] packet = HolderMessage.of(HolderMessage.Type.FAILED, 3, 31).encode();
    ByteBuffer.wrap(packet).order(ByteOrder.nativeOrder()).putLong(16, 1_500_000_000L);
    packet[24] = 'x';
    packet[25] = 'y';
    HolderMessage message = HolderMessage.decode(packet).orElseThrow();
    assertThat(message.time()).isEqualTo(Instant.ofEpochSecond(1, 500_000_000));
    assertThat(message.object()).isEqualTo("xy");
  }

  @Test
  void isEmptyForAnotherSizeOrType() {
    assertThat(HolderMessage.decode(new byte[HolderMessage.SIZE - 1])).isEmpty();
    assertThat(HolderMessage.decode(new byte[HolderMessage.SIZE])).isEmpty();
  }
}
