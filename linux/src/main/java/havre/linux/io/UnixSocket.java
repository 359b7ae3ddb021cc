package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A unix socket, which can carry descriptors besides bytes. As in [Socket], calls hold the thread
/// while it isn't ready: use it on platform threads.
public record UnixSocket(Socket socket) implements AutoCloseable {
  private static final LibCall SOCKETPAIR = LibCall.returningInt("socketpair");
  private static final int SO_PEERCRED = 17;
  private static final int SUN_PATH = 108;
  private static final int FAMILY_SIZE = 2;

  /// Whether bytes flow or messages keep their bounds.
  public enum Kind {
    STREAM(Socket.SOCK_STREAM),
    DATAGRAM(Socket.SOCK_DGRAM),
    SEQPACKET(Socket.SOCK_SEQPACKET);

    private final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  /// Two sockets connected to each other.
  public record Pair(UnixSocket first, UnixSocket second) implements AutoCloseable {
    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  /// Who is on the other side, as of the time of connecting.
  public record PeerCredentials(int pid, int uid, int gid) {}

  public static Pair pair(Kind kind) {
    try (var scratch = Scratch.take()) {
      var ends = scratch.allocate(8);
      SOCKETPAIR.invoke(
          scratch, kind, Socket.AF_UNIX, kind.type | Socket.SOCK_CLOEXEC, 0, ends.address());
      return new Pair(of(Fd.of(ends.get(JAVA_INT, 0))), of(Fd.of(ends.get(JAVA_INT, 4))));
    }
  }

  /// Takes an open unix socket.
  public static UnixSocket of(Fd fd) {
    return new UnixSocket(new Socket(fd));
  }

  /// Connects to the socket at a path, however long the path is.
  ///
  /// @throws LinuxException ENOENT or ECONNREFUSED when nobody listens there
  public static UnixSocket connect(Kind kind, Path path) {
    Socket socket = Socket.open(Socket.AF_UNIX, kind.type, 0);
    try {
      withAddress(path, socket::connect);
    } catch (LinuxException e) {
      socket.close();
      throw new LinuxException("connect", e.errno(), path.toString());
    }
    return new UnixSocket(socket);
  }

  /// Listens at a path, which must not exist yet. Nobody can connect before the mode is set. One
  /// for datagrams has no connections to accept: it receives what anybody sends.
  public static UnixSocket listen(Kind kind, Path path, int mode, int backlog) {
    Socket socket = Socket.open(Socket.AF_UNIX, kind.type, 0);
    try {
      withAddress(path, socket::bind);
      Entries.changeMode(path, mode);
      if (kind != Kind.DATAGRAM) {
        socket.listen(backlog);
      }
    } catch (LinuxException e) {
      socket.close();
      throw new LinuxException(e.call(), e.errno(), path.toString());
    }
    return new UnixSocket(socket);
  }

  public Fd fd() {
    return socket.fd();
  }

  public UnixSocket accept() {
    return new UnixSocket(socket.accept());
  }

  /// Waits for a connection.
  ///
  /// @throws LinuxException ETIMEDOUT when the time is over
  public UnixSocket accept(Duration limit) {
    awaitReadable("accept", limit);
    return accept();
  }

  /// Sends bytes and descriptors as one message; the descriptors stay the caller's.
  ///
  /// @param bytes at least one: a stream carries descriptors only with bytes
  public void send(byte[] bytes, List<Fd> descriptors) {
    AncillaryData.send(fd(), bytes, descriptors);
  }

  public void send(byte[] bytes) {
    AncillaryData.send(fd(), bytes, List.of());
  }

  /// Receives a message (or what a stream has), with its descriptors.
  ///
  /// @param limit the most bytes to take
  public Message receive(int limit) {
    return AncillaryData.receive(fd(), limit);
  }

  /// As [#receive(int)], waiting no longer than so long.
  ///
  /// @throws LinuxException ETIMEDOUT when the time is over
  public Message receive(int limit, Duration time) {
    awaitReadable("recvmsg", time);
    return receive(limit);
  }

  public PeerCredentials peer() {
    byte[] bytes = socket.option(Socket.SOL_SOCKET, SO_PEERCRED, 12);
    var view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return new PeerCredentials(view.getInt(), view.getInt(), view.getInt());
  }

  public void shutdownOutput() {
    socket.shutdownOutput();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void awaitReadable(String call, Duration limit) {
    if (!Poll.readable(fd(), limit)) {
      throw new LinuxException(call, Errno.ETIMEDOUT, fd().toString());
    }
  }

  private interface AddressUse {
    void with(byte[] address);
  }

  /// A path too long for an address is reached through a descriptor of its folder.
  private static void withAddress(Path path, AddressUse use) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SUN_PATH) {
      use.with(address(bytes));
      return;
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new LinuxException("bind", Errno.EINVAL, path.toString());
    }
    try (Fd parent = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      String link = "/proc/self/fd/" + parent.number() + "/" + path.getFileName();
      byte[] viaLink = link.getBytes(StandardCharsets.UTF_8);
      if (viaLink.length >= SUN_PATH) {
        throw new LinuxException("bind", Errno.ENAMETOOLONG, path.toString());
      }
      use.with(address(viaLink));
    }
  }

  private static byte[] address(byte[] path) {
    byte[] address = new byte[FAMILY_SIZE + path.length + 1];
    address[0] = Socket.AF_UNIX;
    System.arraycopy(path, 0, address, FAMILY_SIZE, path.length);
    return address;
  }

  /// A received message; its descriptors now belong to the receiver.
  ///
  /// @param bytes empty when the other side has closed
  /// @param truncated whether a message was longer than the limit
  @SuppressWarnings("ArrayRecordComponent") // compared by content below; copied by nobody
  public record Message(byte[] bytes, List<Fd> descriptors, boolean truncated)
      implements AutoCloseable {

    public boolean isEnd() {
      return bytes.length == 0 && descriptors.isEmpty();
    }

    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Closes the descriptors.
    @Override
    public void close() {
      descriptors.forEach(Fd::close);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Message that
          && Arrays.equals(bytes, that.bytes)
          && descriptors.equals(that.descriptors)
          && truncated == that.truncated;
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
