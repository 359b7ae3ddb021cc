package havre.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {

  @Test
  void writesHeaderAttributesAndPadding() {
    byte[] message =
        MessageBuilder.of(16, NetlinkFlags.ACK)
            .putInt(7)
            .attributeText(3, "eth0")
            .attributeByte(5, 9)
            .build();

    NetlinkMessage parsed = parse(message);
    assertThat(message).hasSize(16 + 4 + 12 + 8);
    assertThat(parsed.type()).isEqualTo(16);
    assertThat(parsed.flags()).isEqualTo(NetlinkFlags.ACK | NetlinkFlags.REQUEST);
    assertThat(parsed.payload().getInt(0)).isEqualTo(7);
    assertThat(parsed.attributes(4).text(3)).contains("eth0");
    assertThat(parsed.attributes(4).number(5)).hasValue(9);
    assertThat(parsed.attributes(4).has(6)).isFalse();
  }

  @Test
  void nestsAttributes() {
    MessageBuilder builder = MessageBuilder.of(1, 0);
    int outer = builder.begin(18);
    builder.attributeText(1, "veth");
    int inner = builder.begin(2);
    builder.attributeInt(4, 1500).end(inner).end(outer);
    builder.attributeIntBigEndian(20, 0x01020304);

    Attributes attributes = parse(builder.build()).attributes(0);
    Attributes nested = attributes.nested(18).orElseThrow();
    assertThat(nested.text(1)).contains("veth");
    assertThat(nested.nested(2).orElseThrow().number(4)).hasValue(1500);
    assertThat(attributes.bytes(20)).contains(new byte[] {1, 2, 3, 4});
    assertThat(attributes.numberBigEndian(20)).hasValue(0x01020304);
  }

  @Test
  void growsWithItsContent() {
    byte[] large = new byte[5000];
    large[4999] = 1;

    Attributes attributes =
        parse(MessageBuilder.of(1, 0).attribute(1, large).attributeShort(2, 3).build())
            .attributes(0);

    assertThat(attributes.bytes(1)).contains(large);
    assertThat(attributes.number(2)).hasValue(3);
  }

  @Test
  void readsListsInTheirOrder() {
    MessageBuilder builder = MessageBuilder.of(1, 0);
    int list = builder.begin(3);
    builder.attributeByte(1, 5).attributeByte(1, 6).end(list);

    var values = new ArrayList<Byte>();
    ByteBuffer content = parse(builder.build()).attributes(0).value(3).orElseThrow();
    Attributes.elements(content).forEach(element -> values.add(element.value().get(0)));

    assertThat(values).containsExactly((byte) 5, (byte) 6);
  }

  @Test
  void leavesOutWhatIsCutOff() {
    byte[] message = MessageBuilder.of(1, 0).attributeInt(1, 2).attributeInt(2, 3).build();

    assertThat(NetlinkMessage.parse(ByteBuffer.wrap(message, 0, message.length - 1))).isEmpty();
    ByteBuffer attributes = ByteBuffer.wrap(message, 16, 10).slice().order(ByteOrder.nativeOrder());
    assertThat(Attributes.parse(attributes).has(1)).isTrue();
    assertThat(Attributes.parse(attributes).has(2)).isFalse();
  }

  private static NetlinkMessage parse(byte[] message) {
    List<NetlinkMessage> messages = NetlinkMessage.parse(ByteBuffer.wrap(message));
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }
}
