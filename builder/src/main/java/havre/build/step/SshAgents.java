package havre.build.step;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// SSH agents of a build's client, which steps may ask to sign; the keys stay with the client.
public interface SshAgents {
  /// Of a client that lets none be used.
  SshAgents NONE =
      new SshAgents() {
        @Override
        public boolean has(String id) {
          return false;
        }

        @Override
        public Conversation open(String id) throws IOException {
          throw new IOException("no SSH key \"" + id + "\" forwarded from the client");
        }
      };

  /// Whether there is one of that id.
  boolean has(String id) throws IOException;

  /// Begins to talk to one.
  Conversation open(String id) throws IOException;

  /// Bytes to and from an agent. One thread may send while another receives.
  interface Conversation extends AutoCloseable {
    void send(byte[] bytes) throws IOException;

    /// The next bytes; null at the end.
    byte @Nullable [] receive() throws IOException;

    @Override
    void close();
  }
}
