package havre.buildkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoMessageTest {
  @Test
  void readsWhatWasWritten() {
    byte[] bytes =
        new ProtoWriter()
            .string(1, "grüezi")
            .number(2, -1)
            .number(3, 300)
            .bool(4, true)
            .strings(5, List.of("a", "", "b"))
            .stringMap(6, Map.of("k", "v"))
            .message(7, new ProtoWriter())
            .time(8, Instant.ofEpochSecond(7, 9))
            .bytes(9, new byte[] {1, 2})
            .toBytes();
    ProtoMessage message = ProtoMessage.parse(bytes);
    assertThat(message.string(1)).isEqualTo("grüezi");
    assertThat(message.number(2)).isEqualTo(-1);
    assertThat(message.number(3)).isEqualTo(300);
    assertThat(message.bool(4)).isTrue();
    assertThat(message.strings(5)).containsExactly("a", "", "b");
    assertThat(message.stringMap(6)).containsExactly(Map.entry("k", "v"));
    assertThat(message.has(7)).isTrue();
    assertThat(message.message(8).number(1)).isEqualTo(7);
    assertThat(message.message(8).number(2)).isEqualTo(9);
    assertThat(message.bytes(9)).containsExactly(1, 2);
  }

  @Test
  void writesBytesAsTheFormatSays() {
    assertThat(new ProtoWriter().number(1, 150).string(2, "testing").toBytes())
        .containsExactly(0x08, 0x96, 0x01, 0x12, 0x07, 't', 'e', 's', 't', 'i', 'n', 'g');
  }

  @Test
  void leavesZeroValuesOutAndReadsThemAsMissing() {
    byte[] bytes = new ProtoWriter().string(1, "").number(2, 0).bool(3, false).toBytes();
    assertThat(bytes).isEmpty();
    ProtoMessage message = ProtoMessage.parse(bytes);
    assertThat(message.string(1)).isEmpty();
    assertThat(message.number(2)).isZero();
    assertThat(message.message(3).has(1)).isFalse();
    assertThat(message.messages(4)).isEmpty();
  }

  @Test
  void skipsFixedWidthFieldsAndTakesTheLastOfSeveral() {
    byte[] bytes = {0x0d, 1, 0, 0, 0, 0x11, 2, 0, 0, 0, 0, 0, 0, 0, 0x18, 3, 0x18, 4};
    ProtoMessage message = ProtoMessage.parse(bytes);
    assertThat(message.number(1)).isEqualTo(1);
    assertThat(message.number(2)).isEqualTo(2);
    assertThat(message.number(3)).isEqualTo(4);
  }

  @Test
  void refusesWhatIsCutOffOrNoMessage() {
    for (byte[] bytes :
        List.of(
            new byte[] {0x08},
            new byte[] {0x12, 5, 'a'},
            new byte[] {0x0b},
            new byte[] {0x00, 1},
            new byte[] {0x12, -1, -1, -1, -1, 0x0f},
            new byte[] {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})) {
      assertThatThrownBy(() -> ProtoMessage.parse(bytes))
          .isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void throwsNothingElseAtRandomBytes() {
    var random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        ProtoMessage message = ProtoMessage.parse(bytes);
        message.string(1);
        message.messages(2);
        message.stringMap(3);
      } catch (MalformedMessageException e) {
        assertThat(e).hasMessageStartingWith("malformed message: ");
      }
    }
  }
}
