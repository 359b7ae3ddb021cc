package havre.network.dns;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/// A server on UDP and TCP, in the network namespace of the thread that opened it. Each of its
/// loops, each connection and each question for others has a virtual thread of its own.
public final class DnsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DnsServer.class.getName());
  private static final int LONGEST_QUESTION = 4096;
  private static final int LONGEST_ANSWER = 65_535;
  private static final int IDLE_MILLIS = 10_000;

  /// Questions for others that wait at the same time; Docker has the same limit.
  private static final int MOST_WAITING = 1024;

  private final DnsResponder responder;
  private final DatagramChannel datagrams;
  private final ServerSocketChannel connections;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  private DnsServer(
      DnsResponder responder, DatagramChannel datagrams, ServerSocketChannel connections) {
    this.responder = responder;
    this.datagrams = datagrams;
    this.connections = connections;
  }

  /// Opens its sockets on ports that the kernel chooses; [#start] then makes it answer.
  ///
  /// @param address of IPv4
  public static DnsServer open(InetSocketAddress address, Zone zone, Forwarder forwarder)
      throws IOException {
    DatagramChannel datagrams = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      datagrams.bind(address);
      ServerSocketChannel connections = ServerSocketChannel.open(StandardProtocolFamily.INET);
      try {
        connections.bind(address);
        return new DnsServer(new DnsResponder(zone, forwarder), datagrams, connections);
      } catch (IOException e) {
        connections.close();
        throw e;
      }
    } catch (IOException e) {
      datagrams.close();
      throw e;
    }
  }

  public int udpPort() throws IOException {
    return ((InetSocketAddress) datagrams.getLocalAddress()).getPort();
  }

  public int tcpPort() throws IOException {
    return ((InetSocketAddress) connections.getLocalAddress()).getPort();
  }

  public DnsServer start() {
    Thread.ofVirtual().name("dns udp").start(() -> serve(this::answerDatagrams));
    Thread.ofVirtual().name("dns tcp").start(() -> serve(this::acceptConnections));
    return this;
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static void serve(Loop loop) {
    try {
      loop.run();
    } catch (ClosedChannelException _) {
      // The server was closed.
    } catch (IOException e) {
      LOG.log(DEBUG, "a name server ends: {0}", e.toString());
    }
  }

  private void answerDatagrams() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST_QUESTION);
    while (true) {
      buffer.clear();
      SocketAddress asker = datagrams.receive(buffer);
      var message = new byte[buffer.flip().remaining()];
      buffer.get(message);
      answerDatagram(message, asker);
    }
  }

  private void answerDatagram(byte[] message, SocketAddress asker) throws ClosedChannelException {
    DnsQuery query;
    try {
      query = DnsQuery.parse(message);
    } catch (DnsFormatException e) {
      LOG.log(DEBUG, "a question from {0}: {1}", asker, e.getMessage());
      return;
    }
    byte[] own = responder.ownAnswer(query, query.udpSize());
    if (own != null) {
      send(own, asker);
    } else if (waiting.tryAcquire()) {
      Thread.ofVirtual()
          .name("dns question")
          .start(() -> {
            try {
              send(responder.othersAnswer(query, false), asker);
            } catch (ClosedChannelException _) {
              // The asker's container has ended meanwhile.
            } finally {
              waiting.release();
            }
          });
    } else {
      send(DnsReply.failure(query), asker);
    }
  }

  /// An asker that has gone meanwhile is no error.
  private void send(byte[] reply, SocketAddress asker) throws ClosedChannelException {
    try {
      datagrams.send(ByteBuffer.wrap(reply), asker);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(DEBUG, "answer {0}: {1}", asker, e.toString());
    }
  }

  private void acceptConnections() throws IOException {
    while (true) {
      SocketChannel connection = connections.accept();
      Thread.ofVirtual().name("dns connection").start(() -> serve(() -> converse(connection)));
    }
  }

  private void converse(SocketChannel connection) throws IOException {
    try (connection) {
      connection.socket().setSoTimeout(IDLE_MILLIS);
      var in = connection.socket().getInputStream();
      var out = connection.socket().getOutputStream();
      while (connections.isOpen()) {
        byte[] length = in.readNBytes(2);
        if (length.length < 2) {
          return;
        }
        byte[] message = in.readNBytes((length[0] & 0xff) << 8 | length[1] & 0xff);
        byte[] reply = answer(message);
        ByteBuffer framed = ByteBuffer.allocate(2 + reply.length);
        out.write(framed.putShort((short) reply.length).put(reply).array());
        out.flush();
      }
    }
  }

  private byte[] answer(byte[] message) throws IOException {
    try {
      DnsQuery query = DnsQuery.parse(message);
      byte[] own = responder.ownAnswer(query, LONGEST_ANSWER);
      return own == null ? responder.othersAnswer(query, true) : own;
    } catch (DnsFormatException e) {
      throw new EOFException("not a question: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    close(datagrams);
    close(connections);
  }

  private static void close(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(DEBUG, "close a name server: {0}", e.toString());
    }
  }
}
