package havre.linux.netlink;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Speaks netlink's request and answer: acknowledged requests, batches of them, dumps.
///
/// One thread at a time may use it. The kernel answers within the call that sends, so receiving
/// doesn't wait. Requests must carry [NetlinkFlags#ACK].
public final class NetlinkSocket implements AutoCloseable {
  private static final int EXTACK_MESSAGE = 1;
  private static final int MAX_DUMP_ATTEMPTS = 5;
  private static final int DUMP_INTERRUPTED = 0x10;
  private static final int SEQUENCE_OFFSET = 8;

  private final NetlinkTransport transport;
  private int sequence;

  /// Messages that were read together with others that somebody already waits for.
  private final List<NetlinkMessage> pending = new ArrayList<>();

  public NetlinkSocket(NetlinkTransport transport) {
    this.transport = transport;
  }

  /// Opens a socket in the namespace of the calling thread.
  public static NetlinkSocket open(NetlinkProtocol protocol) {
    return new NetlinkSocket(KernelNetlinkTransport.open(protocol));
  }

  /// Sends a request and waits for its acknowledgement.
  ///
  /// @param object what it is about, for the error's text
  /// @return the messages that came before the acknowledgement
  /// @throws LinuxException when the kernel refuses, with its explanation
  public List<NetlinkMessage> request(String call, String object, byte[] message) {
    int number = number(message);
    transport.send(message);
    return awaitAck(call, object, number);
  }

  /// Sends several requests at once and waits for all acknowledgements. All are carried out, also
  /// after one that fails.
  ///
  /// @throws LinuxException for the first that fails
  public void batch(String call, String object, List<byte[]> messages) {
    if (messages.isEmpty()) {
      return;
    }
    int first = sequence + 1;
    send(messages);
    LinuxException failure = null;
    for (int number = first; number < first + messages.size(); number++) {
      try {
        awaitAck(call, object, number);
      } catch (LinuxException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Sends messages that the kernel carries out as one transaction, all or none: nfnetlink's batch.
  /// The first and the last are its brackets and aren't acknowledged when all goes well.
  ///
  /// @throws LinuxException for the first that fails; then nothing has changed
  public void transaction(String call, String object, List<byte[]> messages) {
    int first = sequence + 1;
    int lastAcknowledged = sequence + messages.size() - 1;
    send(messages);
    LinuxException failure = null;
    while (true) {
      for (NetlinkMessage message : NetlinkMessage.parse(transport.receive())) {
        boolean ours = message.sequence() >= first && message.sequence() <= lastAcknowledged;
        if (!ours || message.type() != NetlinkMessage.ERROR) {
          continue;
        }
        try {
          int place = message.sequence() - first;
          checkError(call, object + " message " + place + " of " + messages.size(), message);
        } catch (LinuxException e) {
          failure = failure == null ? e : failure;
        }
        if (message.sequence() == first || message.sequence() == lastAcknowledged) {
          if (failure != null) {
            throw failure;
          }
          return;
        }
      }
    }
  }

  /// Sends a request that reads all objects; a dump that changes of the kernel interrupted is done
  /// again.
  public List<NetlinkMessage> dump(String call, byte[] message) {
    for (int attempt = 1; ; attempt++) {
      int number = number(message);
      transport.send(message);
      @Nullable List<NetlinkMessage> messages = collect(call, number);
      if (messages != null) {
        return messages;
      }
      if (attempt == MAX_DUMP_ATTEMPTS) {
        throw new LinuxException(call, Errno.EINTR, "");
      }
    }
  }

  @Override
  public void close() {
    transport.close();
  }

  /// Numbers the messages in their order and sends them as one datagram.
  private void send(List<byte[]> messages) {
    ByteBuffer datagram =
        ByteBuffer.allocate(messages.stream().mapToInt(m -> aligned(m.length)).sum());
    for (byte[] message : messages) {
      number(message);
      datagram.put(message).position(aligned(datagram.position()));
    }
    transport.send(datagram.array());
  }

  /// Writes the next sequence number into the message.
  private int number(byte[] message) {
    int number = ++sequence;
    ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(SEQUENCE_OFFSET, number);
    return number;
  }

  private List<NetlinkMessage> awaitAck(String call, String object, int number) {
    var answers = new ArrayList<NetlinkMessage>();
    while (true) {
      for (NetlinkMessage message : queued(number)) {
        if (message.type() == NetlinkMessage.ERROR) {
          checkError(call, object, message);
          return answers;
        }
        answers.add(message);
      }
    }
  }

  private @Nullable List<NetlinkMessage> collect(String call, int number) {
    var found = new ArrayList<NetlinkMessage>();
    boolean interrupted = false;
    while (true) {
      for (NetlinkMessage message : queued(number)) {
        interrupted |= (message.flags() & DUMP_INTERRUPTED) != 0;
        switch (message.type()) {
          case NetlinkMessage.ERROR -> checkError(call, "", message);
          case NetlinkMessage.DONE -> {
            checkDone(call, message);
            return interrupted ? null : found;
          }
          default -> found.add(copy(message));
        }
      }
    }
  }

  /// The next messages of this number, at least one; those of later numbers stay pending.
  private List<NetlinkMessage> queued(int number) {
    while (true) {
      var mine = new ArrayList<NetlinkMessage>();
      var others = new ArrayList<NetlinkMessage>();
      for (NetlinkMessage message : pending) {
        if (message.sequence() == number) {
          mine.add(message);
        } else if (message.sequence() - number > 0) {
          others.add(message);
        }
      }
      pending.clear();
      pending.addAll(others);
      if (!mine.isEmpty()) {
        return mine;
      }
      for (NetlinkMessage message : NetlinkMessage.parse(transport.receive())) {
        pending.add(copy(message));
      }
    }
  }

  private static NetlinkMessage copy(NetlinkMessage message) {
    ByteBuffer bytes = ByteBuffer.allocate(message.payload().remaining());
    bytes.put(message.payload().duplicate()).flip();
    return new NetlinkMessage(
        message.type(), message.flags(), message.sequence(), bytes.order(ByteOrder.nativeOrder()));
  }

  private static void checkDone(String call, NetlinkMessage message) {
    if (message.payload().remaining() >= Integer.BYTES) {
      int code = message.payload().getInt(0);
      if (code < 0) {
        throw new LinuxException(call, Errno.of(-code), "");
      }
    }
  }

  private static void checkError(String call, String object, NetlinkMessage message) {
    int code = message.payload().getInt(0);
    if (code == 0) {
      return;
    }
    String reason = reason(message);
    String text = reason.isEmpty() ? object : object + " (" + reason + ")";
    throw new LinuxException(call, Errno.of(-code), text.strip());
  }

  /// The kernel's own words on an error (extended acknowledgement), empty when it has none.
  private static String reason(NetlinkMessage message) {
    if ((message.flags() & NetlinkFlags.ACK_TLVS) == 0) {
      return "";
    }
    int skip = Integer.BYTES + MessageBuilder.HEADER_SIZE;
    if ((message.flags() & NetlinkFlags.CAPPED) == 0) {
      skip += message.payload().getInt(Integer.BYTES) - MessageBuilder.HEADER_SIZE;
    }
    skip = aligned(skip);
    if (skip >= message.payload().remaining()) {
      return "";
    }
    return message.attributes(skip).text(EXTACK_MESSAGE).orElse("");
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
