package havre.build.step;

import havre.build.step.TemporaryFiles.Temporary;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// A socket at which a step finds an SSH agent of the client's.
final class AgentSocket implements AutoCloseable {
  private static final int BUFFER = 32 * 1024;

  private final SshAgents agents;
  private final String id;
  private final Temporary place;
  private final ServerSocketChannel server;

  private AgentSocket(SshAgents agents, String id, Temporary place, ServerSocketChannel server) {
    this.agents = agents;
    this.id = id;
    this.place = place;
    this.server = server;
  }

  /// Listens at once.
  ///
  /// @param place of the socket, which is not there yet; goes with it
  static AgentSocket listen(SshAgents agents, String id, Temporary place) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(place.path()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var socket = new AgentSocket(agents, id, place, server);
    Thread.ofVirtual().name("ssh agent " + id).start(socket::accept);
    return socket;
  }

  Path path() {
    return place.path();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel caller = server.accept();
        Thread.ofVirtual().name("ssh agent " + id).start(() -> talk(caller));
      }
    } catch (IOException _) {
      // closed: the step is over
    }
  }

  private void talk(SocketChannel caller) {
    try (caller;
        SshAgents.Conversation agent = agents.open(id)) {
      Thread.ofVirtual().start(() -> answer(agent, caller));
      var buffer = ByteBuffer.allocate(BUFFER);
      while (caller.read(buffer.clear()) >= 0) {
        agent.send(Arrays.copyOf(buffer.array(), buffer.position()));
      }
    } catch (IOException _) {
      // The caller sees its connection closed, as when an agent ends.
    }
  }

  private static void answer(SshAgents.Conversation agent, SocketChannel caller) {
    try (caller) {
      for (byte[] bytes = agent.receive(); bytes != null; bytes = agent.receive()) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          caller.write(buffer);
        }
      }
    } catch (IOException _) {
      // either side has gone
    }
  }

  @Override
  public void close() throws IOException {
    try (place) {
      server.close();
    }
  }
}
