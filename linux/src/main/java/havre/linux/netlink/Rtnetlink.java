package havre.linux.netlink;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/// Links, addresses and routes of one network namespace: that of the thread which first uses it.
///
/// Any number of threads may use it at once; each call takes a socket of its own from a small
/// reserve.
public final class Rtnetlink implements AutoCloseable {
  private static final int MAX_IDLE = 8;

  private final ConcurrentLinkedDeque<NetlinkSocket> idle = new ConcurrentLinkedDeque<>();

  /// All links.
  public List<Link> links() {
    return withSocket(socket ->
        socket.dump("RTM_GETLINK", LinkMessages.list()).stream()
            .filter(message -> message.type() == Link.NEW)
            .map(Link::parse)
            .toList());
  }

  /// The link with this name.
  public Optional<Link> link(String name) {
    try {
      return withSocket(socket ->
          socket.request("RTM_GETLINK", name, LinkMessages.find(name)).stream()
              .filter(message -> message.type() == Link.NEW)
              .map(Link::parse)
              .findFirst());
    } catch (LinuxException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public List<InterfaceAddress> addresses() {
    return withSocket(socket ->
        socket.dump("RTM_GETADDR", AddressMessages.listAddresses()).stream()
            .filter(message -> message.type() == AddressMessages.NEW_ADDRESS)
            .map(AddressMessages::parseAddress)
            .toList());
  }

  /// All routes, of all tables and both families.
  public List<Route> routes() {
    return withSocket(socket ->
        socket.dump("RTM_GETROUTE", AddressMessages.listRoutes()).stream()
            .filter(message -> message.type() == AddressMessages.NEW_ROUTE)
            .filter(AddressMessages::isIp)
            .map(AddressMessages::parseRoute)
            .toList());
  }

  /// Carries out requests of [LinkMessages] and [AddressMessages] in one go.
  ///
  /// @param call the request's name, for errors
  /// @param object what it is about, for errors
  /// @throws LinuxException for the first that fails; later ones were tried as well
  public void send(String call, String object, List<byte[]> messages) {
    withSocket(socket -> {
      socket.batch(call, object, messages);
      return messages;
    });
  }

  public void send(String call, String object, byte[] message) {
    send(call, object, List.of(message));
  }

  @Override
  public void close() {
    for (NetlinkSocket socket = idle.poll(); socket != null; socket = idle.poll()) {
      socket.close();
    }
  }

  private <T> T withSocket(Function<NetlinkSocket, T> work) {
    NetlinkSocket taken = idle.poll();
    NetlinkSocket socket = taken == null ? NetlinkSocket.open(NetlinkProtocol.ROUTE) : taken;
    boolean reusable = false;
    try {
      T result = work.apply(socket);
      reusable = true;
      return result;
    } catch (LinuxException e) {
      reusable = !e.call().equals("recv") && !e.call().equals("send");
      throw e;
    } finally {
      if (reusable && idle.size() < MAX_IDLE) {
        idle.push(socket);
      } else {
        socket.close();
      }
    }
  }
}
