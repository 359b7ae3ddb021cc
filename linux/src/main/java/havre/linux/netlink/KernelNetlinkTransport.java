package havre.linux.netlink;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Socket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A netlink socket of the kernel, in the network namespace of the thread that opened it.
final class KernelNetlinkTransport implements NetlinkTransport {
  private static final Logger LOG = System.getLogger(KernelNetlinkTransport.class.getName());
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int RECEIVE_SIZE = 64 << 10;
  private static final int SEND_SIZE = 4 << 10;
  private static final long TIMEOUT_SECONDS = 10;

  private final Socket socket;
  private final NativeBuffer input = NativeBuffer.allocate(RECEIVE_SIZE);
  private NativeBuffer output = NativeBuffer.allocate(SEND_SIZE);

  private KernelNetlinkTransport(Socket socket) {
    this.socket = socket;
  }

  static KernelNetlinkTransport open(NetlinkProtocol protocol) {
    var transport =
        new KernelNetlinkTransport(
            Socket.open(Socket.AF_NETLINK, Socket.SOCK_RAW, protocol.number()));
    transport.prepare();
    return transport;
  }

  @Override
  public void send(byte[] datagram) {
    if (output.capacity() < datagram.length) {
      output = NativeBuffer.allocate(Math.max(output.capacity() * 2, datagram.length));
    }
    output.put(0, datagram, 0, datagram.length);
    socket.send(output, 0, datagram.length, 0);
  }

  @Override
  public ByteBuffer receive() {
    var received = socket.receive(input, 0);
    if (received.wouldBlock()) {
      throw new LinuxException("recv", Errno.ETIMEDOUT, "netlink");
    }
    if (received.truncated()) {
      throw new LinuxException("recv", Errno.EMSGSIZE, "netlink");
    }
    return input.view(0, received.length());
  }

  @Override
  public void close() {
    socket.close();
  }

  private void prepare() {
    byte[] timeout =
        ByteBuffer.allocate(2 * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(TIMEOUT_SECONDS)
            .array();
    attempt(() -> socket.setOption(Socket.SOL_SOCKET, SO_RCVTIMEO, timeout));
    attempt(() -> socket.setOption(Socket.SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER));
    attempt(() -> socket.setOption(Socket.SOL_SOCKET, Socket.SO_RCVBUFFORCE, SOCKET_BUFFER));
    attempt(() -> socket.setOption(SOL_NETLINK, NETLINK_CAP_ACK, 1));
    attempt(() -> socket.setOption(SOL_NETLINK, NETLINK_EXT_ACK, 1));
  }

  /// Sets an option that is only an improvement: room for big batches, a limit on waiting, errors
  /// with the kernel's own words.
  private static void attempt(Runnable option) {
    try {
      option.run();
    } catch (LinuxException e) {
      LOG.log(Level.DEBUG, "netlink socket: {0}", e.getMessage());
    }
  }
}
