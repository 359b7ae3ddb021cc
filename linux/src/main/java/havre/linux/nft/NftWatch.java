package havre.linux.nft;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.io.Epoll;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Socket;
import havre.linux.netlink.Link;
import havre.linux.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.function.Predicate;

/// Tells when something of the tables of one name vanishes: the table itself, a chain, a set,
/// rules. Elements that come and go are not told. Of other tables it tells chains that come or
/// change, and chains and rules that vanish. It tells of bridges that vanish as well, as what a
/// host's administrator removes by hand.
///
/// It holds the thread that waits, so it is for a platform thread; [#stop] ends the wait.
public final class NftWatch implements AutoCloseable {
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final int GROUP_LINK = 1;
  private static final int GROUP_NFTABLES = 7;
  private static final int RECEIVE_SIZE = 64 << 10;
  private static final int ADDRESS_SIZE = 12;
  private static final int TABLE_NAME = 1;
  private static final Set<Integer> LOSSES =
      Set.of(
          NftMessage.DELETE_TABLE,
          NftMessage.DELETE_CHAIN,
          NftMessage.DELETE_RULE,
          NftMessage.DELETE_SET);

  private static final Set<Integer> CHANGES_OF_OTHERS =
      Set.of(NftMessage.NEW_CHAIN, NftMessage.DELETE_CHAIN, NftMessage.DELETE_RULE);

  private final String table;
  private final Socket socket;
  private final Socket links;
  private final Epoll epoll;
  private final NativeBuffer input = NativeBuffer.allocate(RECEIVE_SIZE);
  private volatile boolean closed;

  private NftWatch(String table, Socket socket, Socket links, Epoll epoll) {
    this.links = links;
    this.table = table;
    this.socket = socket;
    this.epoll = epoll;
  }

  /// Watches the tables of this name, of all families, in the namespace of the calling thread.
  public static NftWatch open(String table) {
    Socket socket = listening(NETLINK_NETFILTER, GROUP_NFTABLES);
    try {
      Socket links = listening(NETLINK_ROUTE, GROUP_LINK);
      try {
        Epoll epoll = Epoll.create();
        epoll.add(socket.fd(), 0, Epoll.IN);
        epoll.add(links.fd(), 1, Epoll.IN);
        return new NftWatch(table, socket, links, epoll);
      } catch (LinuxException e) {
        links.close();
        throw e;
      }
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket listening(int protocol, int group) {
    Socket socket = Socket.open(Socket.AF_NETLINK, Socket.SOCK_RAW, protocol);
    try {
      socket.bind(anyAddress());
      socket.setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
      return socket;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /// Waits until something was removed, or others changed what is theirs.
  ///
  /// @return false when the watch was stopped
  public boolean awaitLoss() {
    var events = new Epoll.Events(1);
    while (!closed) {
      epoll.await(events);
      if (!closed && (lost(socket, this::isLoss) | lost(links, Link::isLostBridge))) {
        return true;
      }
    }
    return false;
  }

  /// Ends the wait. The thread that waited then calls [#close].
  public void stop() {
    closed = true;
    epoll.wakeup();
  }

  @Override
  public void close() {
    closed = true;
    epoll.close();
    socket.close();
    links.close();
  }

  /// struct sockaddr_nl without a port: only a bound socket gets events.
  private static byte[] anyAddress() {
    return ByteBuffer.allocate(ADDRESS_SIZE)
        .order(ByteOrder.nativeOrder())
        .putShort((short) Socket.AF_NETLINK)
        .array();
  }

  /// Reads all that has come.
  private boolean lost(Socket from, Predicate<NetlinkMessage> tells) {
    boolean lost = false;
    while (true) {
      Socket.Received received;
      try {
        received = from.receive(input, Socket.MSG_DONTWAIT);
      } catch (LinuxException e) {
        if (e.is(Errno.ENOBUFS)) {
          // More happened than the socket holds; anything may have been among it.
          lost = true;
          continue;
        }
        throw e;
      }
      if (received.wouldBlock()) {
        return lost;
      }
      for (NetlinkMessage message : NetlinkMessage.parse(input.view(0, received.length()))) {
        lost |= tells.test(message);
      }
    }
  }

  private boolean isLoss(NetlinkMessage message) {
    if (!LOSSES.contains(message.type()) && !CHANGES_OF_OTHERS.contains(message.type())) {
      return false;
    }
    boolean ours =
        message
            .attributes(NftMessage.HEADER_SIZE)
            .text(TABLE_NAME)
            .filter(table::equals)
            .isPresent();
    return (ours ? LOSSES : CHANGES_OF_OTHERS).contains(message.type());
  }
}
