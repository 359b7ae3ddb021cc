package havre.linux.netlink;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

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
  private static final int TUPLE_PROTOCOL = 2;
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

  /// Flows by the place to which their first packet went.
  public record Target(int protocol, int port) {}

  /// Forgets all flows to these targets. The kernel's whole table is looked through, which takes
  /// milliseconds. After [#close] it does nothing.
  ///
  /// @param family the address family: 2 for IPv4, 10 for IPv6
  /// @return how many there were
  public int forget(int family, Set<Target> targets) {
    int count = 0;
    lock.lock();
    try {
      if (closed || targets.isEmpty()) {
        return 0;
      }
      byte[] request = start(GET, NetlinkFlags.DUMP, family).build();
      for (NetlinkMessage message : socket.dump("conntrack", request)) {
        Attributes flow = message.attributes(HEADER_SIZE);
        if (message.type() == NEW && matches(flow, targets)) {
          count += delete(family, flow) ? 1 : 0;
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

  private static boolean matches(Attributes flow, Set<Target> targets) {
    Optional<Attributes> original =
        flow.nested(TUPLE_ORIGINAL).flatMap(tuple -> tuple.nested(TUPLE_PROTOCOL));
    if (original.isEmpty()) {
      return false;
    }
    OptionalInt number = original.get().numberBigEndian(PROTOCOL_NUMBER);
    OptionalInt destination = original.get().numberBigEndian(DESTINATION_PORT);
    return targets.contains(new Target(number.orElse(-1), destination.orElse(-1)));
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
