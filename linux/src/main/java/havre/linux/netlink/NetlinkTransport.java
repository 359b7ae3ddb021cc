package havre.linux.netlink;

import java.nio.ByteBuffer;

/// What carries netlink messages: a socket of the kernel, or bytes recorded from one.
public interface NetlinkTransport extends AutoCloseable {

  /// Sends one datagram, which may hold several messages.
  void send(byte[] datagram);

  /// The next datagram; valid until the next call.
  ByteBuffer receive();

  @Override
  void close();
}
