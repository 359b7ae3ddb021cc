package havre.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Answers each request's head with the next of the texts it was given, whatever was asked. Owns a
/// virtual thread for each connection.
final class ScriptedServer implements AutoCloseable {
  /// Ends the connection where it stands in an answer.
  static final String END = "<end>";

  private final ServerSocketChannel server;
  private final Path socket;
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
  private final Thread acceptor;
  private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

  ScriptedServer(Path folder) throws IOException {
    socket = folder.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint.Unix(socket.toString());
  }

  ScriptedServer answer(String text) {
    answers.add(text);
    return this;
  }

  /// The requests' heads; what stands before the first space is the connection's number.
  List<String> heads() {
    return List.copyOf(heads);
  }

  private void accept() {
    try {
      for (int number = 1; ; number++) {
        SocketChannel connection = server.accept();
        open.add(connection);
        int id = number;
        Thread.ofVirtual().start(() -> serve(connection, id));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(SocketChannel connection, int id) {
    try (connection) {
      InputStream in = Channels.newInputStream(connection);
      var out = Channels.newOutputStream(connection);
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        heads.add(id + " " + head);
        String answer = answers.poll();
        if (answer == null) {
          return;
        }
        int end = answer.indexOf(END);
        out.write((end < 0 ? answer : answer.substring(0, end)).getBytes(StandardCharsets.UTF_8));
        if (end >= 0) {
          return;
        }
      }
    } catch (IOException closed) {
      // The client went.
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.append((char) c);
      if (head.toString().endsWith("\r\n\r\n")) {
        return head.toString();
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
    awaitAcceptor();
    for (var connection : new ArrayDeque<>(open)) {
      connection.close();
    }
  }

  /// The kernel takes connections until the thread that waits for them has left.
  private void awaitAcceptor() {
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
