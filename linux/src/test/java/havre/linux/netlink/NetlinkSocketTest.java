package havre.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkSocketTest {
  private static final int DUMP_INTERRUPTED = 0x10;

  private final ScriptedTransport transport = new ScriptedTransport();
  private final NetlinkSocket socket = new NetlinkSocket(transport);

  @Test
  void givesWhatComesBeforeTheAcknowledgement() {
    transport.answer(message(1, 0)).answer(ScriptedTransport.ack(1, 0, ""));

    assertThat(socket.request("call", "object", request())).hasSize(1);
    assertThat(NetlinkMessage.parse(ByteBuffer.wrap(transport.sent.getFirst())))
        .extracting(NetlinkMessage::sequence)
        .containsExactly(1);
  }

  @Test
  void throwsWithTheKernelsReason() {
    transport.answer(ScriptedTransport.ack(1, 17, "Device is already a port"));

    assertThatThrownBy(() -> socket.request("RTM_NEWLINK", "veth1", request()))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
        .hasMessage("RTM_NEWLINK veth1 (Device is already a port): File exists (EEXIST)");
  }

  @Test
  void passesOverAnswersToEarlierRequests() {
    transport.answer(ScriptedTransport.ack(0, 1, ""), ScriptedTransport.ack(1, 0, ""));

    assertThat(socket.request("call", "object", request())).isEmpty();
  }

  @Test
  void aBatchTellsTheFirstFailureAfterAllAnswers() {
    transport
        .answer(ScriptedTransport.ack(1, 0, ""), ScriptedTransport.ack(2, 19, ""))
        .answer(ScriptedTransport.ack(3, 1, ""))
        .answer(ScriptedTransport.ack(4, 0, ""));

    assertThatThrownBy(
            () -> socket.batch("call", "object", List.of(request(), request(), request())))
        .hasMessageContaining("ENODEV");
    assertThat(transport.sent).hasSize(1);
    assertThat(socket.request("call", "object", request())).isEmpty();
  }

  @Test
  void anInterruptedDumpIsDoneAgain() {
    transport
        .answer(message(1, DUMP_INTERRUPTED), ScriptedTransport.done(1))
        .answer(message(2, 0))
        .answer(message(2, 0), ScriptedTransport.done(2));

    assertThat(socket.dump("call", request())).hasSize(2);
  }

  @Test
  void aTransactionEndsWithItsLastAcknowledgedMessage() {
    transport.answer(ScriptedTransport.ack(2, 0, "")).answer(ScriptedTransport.ack(3, 0, ""));

    socket.transaction("nft", "t", List.of(request(), request(), request(), request()));

    transport.answer(ScriptedTransport.ack(6, 2, ""), ScriptedTransport.ack(7, 0, ""));
    assertThatThrownBy(() ->
            socket.transaction("nft", "t", List.of(request(), request(), request(), request())))
        .hasMessage("nft t message 1 of 4: No such file or directory (ENOENT)");
  }

  @Test
  void aRefusedTransactionEndsWithItsFirstMessage() {
    transport.answer(ScriptedTransport.ack(1, 1, ""));

    assertThatThrownBy(() -> socket.transaction("nft", "t", List.of(request(), request())))
        .hasMessageContaining("EPERM");
  }

  @Test
  void closesItsTransport() {
    socket.close();

    assertThat(transport.isClosed()).isTrue();
  }

  private static byte[] request() {
    return MessageBuilder.of(16, NetlinkFlags.ACK).putInt(0).build();
  }

  private static byte[] message(int sequence, int flags) {
    byte[] message = MessageBuilder.of(16, NetlinkFlags.MULTI | flags).putInt(0).build();
    return ScriptedTransport.numbered(message, sequence);
  }
}
