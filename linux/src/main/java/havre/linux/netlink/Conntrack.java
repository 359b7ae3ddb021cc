package havre.linux.netlink;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The kernel's table of tracked connections. What it holds of a flow outlives the rules that
/// translated its addresses, so flows without an end of their own (UDP) must be forgotten when a
/// port is published or no longer published.
///
/// One socket is kept, as closing one makes the kernel wait for nftables' deletions.
public final class Conntrack implements AutoCloseable {
  private static final int SUBSYSTEM = 1;
  private static final int NEW = SUBSYSTEM << Byte.SIZE;
  private static final int GET = SUBSYSTEM << Byte.SIZE | 1;
  private static final int DELETE = SUBSYSTEM << Byte.SIZE | 2;
  private static final int HEADER_SIZE = 4;
  private static final int TUPLE_ORIGINAL = 1;
  private static final int TUPLE_REPLY = 2;
  private static final int TUPLE_ADDRESSES = 1;
  private static final int TUPLE_PROTOCOL = 2;
  private static final int SOURCE_V4 = 1;
  private static final int SOURCE_V6 = 3;
  private static final int PROTOCOL_NUMBER = 1;
  private static final int DESTINATION_PORT = 3;
  private static final int ID = 12;

  private final ReentrantLock lock = new ReentrantLock();
  private final NetlinkSocket socket;
  private boolean closed;

  private Conntrack(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// The table of the namespace of the calling thread.
  public static Conntrack open() {
    return new Conntrack(NetlinkSocket.open(NetlinkProtocol.NETFILTER));
  }

  /// A tracked flow.
  ///
  /// @param protocol the transport protocol's number
  /// @param port where its first packet went
  /// @param server who answers, after translation
  public record Flow(int protocol, int port, InetAddress server) {}

  /// Forgets flows. The kernel's whole table is looked through, which takes milliseconds. After
  /// [#close] it does nothing.
  ///
  /// @param family the address family: 2 for IPv4, 10 for IPv6
  /// @return how many there were
  public int forget(int family, Predicate<Flow> which) {
    int count = 0;
    lock.lock();
    try {
      if (closed) {
        return 0;
      }
      byte[] request = start(GET, NetlinkFlags.DUMP, family).build();
      for (NetlinkMessage message : socket.dump("conntrack", request)) {
        Attributes attributes = message.attributes(HEADER_SIZE);
        if (message.type() == NEW && flow(attributes).filter(which).isPresent()) {
          count += delete(family, attributes) ? 1 : 0;
        }
      }
    } finally {
      lock.unlock();
    }
    return count;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      socket.close();
    } finally {
      lock.unlock();
    }
  }

  /// Empty for protocols without ports.
  private static Optional<Flow> flow(Attributes attributes) {
    Optional<Attributes> original =
        attributes.nested(TUPLE_ORIGINAL).flatMap(tuple -> tuple.nested(TUPLE_PROTOCOL));
    Optional<byte[]> server =
        attributes
            .nested(TUPLE_REPLY)
            .flatMap(tuple -> tuple.nested(TUPLE_ADDRESSES))
            .flatMap(tuple -> tuple.bytes(SOURCE_V4).or(() -> tuple.bytes(SOURCE_V6)));
    if (original.isEmpty() || server.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Flow(
            original.get().numberBigEndian(PROTOCOL_NUMBER).orElse(0),
            original.get().numberBigEndian(DESTINATION_PORT).orElse(0),
            Route.address(server.get())));
  }

  private boolean delete(int family, Attributes flow) {
    MessageBuilder request = start(DELETE, NetlinkFlags.ACK, family);
    ByteBuffer tuple = flow.value(TUPLE_ORIGINAL).orElseThrow();
    int nested = request.begin(TUPLE_ORIGINAL);
    while (tuple.hasRemaining()) {
      request.putByte(tuple.get());
    }
    request.end(nested);
    flow.bytes(ID).ifPresent(id -> request.attribute(ID, id));
    try {
      socket.request("conntrack", "delete", request.build());
      return true;
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  private static MessageBuilder start(int type, int flags, int family) {
    return MessageBuilder.of(type, flags).putByte(family).putByte(0).putShort(0);
  }
}
