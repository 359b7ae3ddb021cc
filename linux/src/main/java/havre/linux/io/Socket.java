package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// A socket of any family; addresses are the bytes of its `sockaddr`. [UnixSocket] has what unix
/// sockets have besides.
///
/// Receiving, sending, connecting and accepting hold the thread while the socket isn't ready,
/// unless it is non-blocking.
public record Socket(Fd fd) implements AutoCloseable {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;

  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  public static final int SOL_SOCKET = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_ERROR = 4;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_RCVBUFFORCE = 33;

  public static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_TRUNC = 0x20;

  private static final LibCall SOCKET = LibCall.returningInt("socket");
  private static final LibCall BIND = LibCall.returningInt("bind");
  private static final LibCall CONNECT = LibCall.returningInt("connect");
  private static final LibCall LISTEN = LibCall.returningInt("listen");
  private static final LibCall ACCEPT4 = LibCall.returningInt("accept4");
  private static final LibCall SENDTO = LibCall.returningLong("sendto");
  private static final LibCall RECV = LibCall.returningLong("recv");
  private static final LibCall SETSOCKOPT = LibCall.returningInt("setsockopt");
  private static final LibCall GETSOCKOPT = LibCall.returningInt("getsockopt");
  private static final LibCall GETSOCKNAME = LibCall.returningInt("getsockname");
  private static final LibCall GETPEERNAME = LibCall.returningInt("getpeername");
  private static final LibCall SHUTDOWN = LibCall.returningInt("shutdown");
  private static final int SHUT_WR = 1;
  private static final int SOCKADDR_STORAGE = 128;

  /// What was received: the bytes now in the buffer, and whether the message was longer than it.
  /// `WOULD_BLOCK` as the length means that nothing was there.
  public record Received(int length, boolean truncated) {
    public boolean wouldBlock() {
      return length == Io.WOULD_BLOCK;
    }
  }

  /// A new socket with close-on-exec.
  ///
  /// @param type perhaps with [#SOCK_NONBLOCK]
  public static Socket open(int domain, int type, int protocol) {
    try (var scratch = Scratch.take()) {
      String object = "family " + domain + " type " + type + " protocol " + protocol;
      return new Socket(
          Fd.of((int) SOCKET.invoke(scratch, object, domain, type | SOCK_CLOEXEC, protocol)));
    }
  }

  public void bind(byte[] address) {
    try (var scratch = Scratch.take()) {
      long pointer = scratch.bytes(address).address();
      BIND.invoke(scratch, fd, fd.number(), pointer, address.length);
    }
  }

  public void connect(byte[] address) {
    try (var scratch = Scratch.take()) {
      long pointer = scratch.bytes(address).address();
      CONNECT.invoke(scratch, fd, fd.number(), pointer, address.length);
    }
  }

  public void listen(int backlog) {
    try (var scratch = Scratch.take()) {
      LISTEN.invoke(scratch, fd, fd.number(), backlog);
    }
  }

  /// The next connection.
  public Socket accept() {
    try (var scratch = Scratch.take()) {
      return new Socket(Fd.of((int) ACCEPT4.invoke(scratch, fd, fd.number(), 0, 0, SOCK_CLOEXEC)));
    }
  }

  /// Sends a range of the buffer, to the peer.
  ///
  /// @return the bytes sent, or [Io#WOULD_BLOCK]
  public int send(NativeBuffer buffer, int index, int length, int flags) {
    return send(buffer, index, length, flags, new byte[0]);
  }

  /// Sends a range of the buffer, to an address.
  public int send(NativeBuffer buffer, int index, int length, int flags, byte[] address) {
    long data = buffer.address(index, length);
    try (var scratch = Scratch.take()) {
      long target = address.length == 0 ? 0 : scratch.bytes(address).address();
      long all = flags | MSG_NOSIGNAL;
      long result = SENDTO.attempt(scratch, fd.number(), data, length, all, target, address.length);
      return Io.transferred(SENDTO, result, fd);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /// Receives into the buffer; a message longer than the buffer is cut and reported as such.
  public Received receive(NativeBuffer buffer, int flags) {
    int capacity = buffer.capacity();
    try (var scratch = Scratch.take()) {
      long result =
          RECV.attempt(
              scratch, fd.number(), buffer.address(0, capacity), capacity, flags | MSG_TRUNC);
      int length = Io.transferred(RECV, result, fd);
      return new Received(Math.min(length, capacity), length > capacity);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  public void setOption(int level, int name, int value) {
    try (var scratch = Scratch.take()) {
      var pointer = scratch.allocate(4);
      pointer.set(JAVA_INT, 0, value);
      SETSOCKOPT.invoke(scratch, fd, fd.number(), level, name, pointer.address(), 4);
    }
  }

  public void setOption(int level, int name, byte[] value) {
    try (var scratch = Scratch.take()) {
      long pointer = scratch.bytes(value).address();
      SETSOCKOPT.invoke(scratch, fd, fd.number(), level, name, pointer, value.length);
    }
  }

  public int option(int level, int name) {
    try (var scratch = Scratch.take()) {
      var value = scratch.zeroed(4);
      var length = scratch.allocate(4);
      length.set(JAVA_INT, 0, 4);
      GETSOCKOPT.invoke(scratch, fd, fd.number(), level, name, value.address(), length.address());
      return value.get(JAVA_INT, 0);
    }
  }

  /// The bytes of an option's value, at most so many.
  public byte[] option(int level, int name, int limit) {
    try (var scratch = Scratch.take()) {
      var value = scratch.zeroed(limit);
      var length = scratch.allocate(4);
      length.set(JAVA_INT, 0, limit);
      GETSOCKOPT.invoke(scratch, fd, fd.number(), level, name, value.address(), length.address());
      return value.asSlice(0, length.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
    }
  }

  /// The address it is bound to.
  public byte[] localAddress() {
    return address(GETSOCKNAME);
  }

  /// The address of the peer it is connected with.
  public byte[] peerAddress() {
    return address(GETPEERNAME);
  }

  private byte[] address(LibCall call) {
    try (var scratch = Scratch.take()) {
      var address = scratch.zeroed(SOCKADDR_STORAGE);
      var length = scratch.allocate(4);
      length.set(JAVA_INT, 0, SOCKADDR_STORAGE);
      call.invoke(scratch, fd, fd.number(), address.address(), length.address());
      int used = Math.min(SOCKADDR_STORAGE, length.get(JAVA_INT, 0));
      return address.asSlice(0, used).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /// Tells the peer that nothing more will be sent.
  public void shutdownOutput() {
    try (var scratch = Scratch.take()) {
      SHUTDOWN.invoke(scratch, fd, fd.number(), SHUT_WR);
    }
  }

  /// The error pending on the socket, which is thereby taken.
  ///
  /// @throws LinuxException with that error, if there is one
  public void throwPendingError() {
    int error = option(SOL_SOCKET, SO_ERROR);
    if (error != 0) {
      throw new LinuxException("connect", Errno.of(error), fd.toString());
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
