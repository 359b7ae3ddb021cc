package havre.linux.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Fd;
import havre.linux.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// A netlink socket of the kernel, in the network namespace of the thread that opened it.
final class KernelNetlinkTransport implements NetlinkTransport {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int RECEIVE_SIZE = 64 << 10;
  private static final long TIMEOUT_SECONDS = 10;

  private static final MethodHandle SOCKET =
      LibC.downcall("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      LibC.downcall(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      LibC.downcall(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      LibC.downcall(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Fd socket;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment capture = LibC.errnoCapture(arena);
  private final MemorySegment input = arena.allocate(RECEIVE_SIZE, 16);
  private MemorySegment output = arena.allocate(4096, 16);

  private KernelNetlinkTransport(Fd socket) {
    this.socket = socket;
  }

  static KernelNetlinkTransport open(NetlinkProtocol protocol) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment capture = LibC.errnoCapture(arena);
      int number =
          (int) SOCKET.invokeExact(capture, AF_NETLINK, SOCK_RAW_CLOEXEC, protocol.number());
      LibC.check(number, capture, "socket", "netlink " + protocol);
      var transport = new KernelNetlinkTransport(Fd.of(number));
      transport.prepare();
      return transport;
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void send(byte[] datagram) {
    if (output.byteSize() < datagram.length) {
      output = arena.allocate(Math.max(output.byteSize() * 2, datagram.length), 16);
    }
    MemorySegment.copy(datagram, 0, output, JAVA_BYTE, 0, datagram.length);
    try {
      long sent =
          (long) SEND.invokeExact(capture, socket.number(), output, (long) datagram.length, 0);
      LibC.check(sent, capture, "send", "netlink");
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public ByteBuffer receive() {
    try {
      long length = (long) RECV.invokeExact(capture, socket.number(), input, input.byteSize(), 0);
      LibC.check(length, capture, "recv", "netlink");
      return input.asSlice(0, length).asByteBuffer();
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /// Room for big batches, a limit on waiting, and errors with the kernel's own words. Each is only
  /// an improvement, so a kernel without it is no failure.
  private void prepare() {
    option(SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER, 0);
    option(SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER, 0);
    option(SOL_SOCKET, SO_RCVTIMEO, TIMEOUT_SECONDS, 0);
    option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
    option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
  }

  private void option(int level, int name, long... value) {
    try (var scratch = Arena.ofConfined()) {
      boolean time = name == SO_RCVTIMEO && level == SOL_SOCKET;
      MemorySegment memory =
          time ? scratch.allocateFrom(JAVA_LONG, value) : integer(scratch, value);
      int ignored =
          (int)
              SETSOCKOPT.invokeExact(
                  capture, socket.number(), level, name, memory, (int) memory.byteSize());
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private static MemorySegment integer(Arena arena, long[] value) {
    return arena.allocateFrom(JAVA_INT, (int) value[0]);
  }

  private static RuntimeException rethrow(Throwable e) {
    if (e instanceof RuntimeException known) {
      return known;
    }
    throw LibC.unexpected(e);
  }
}
