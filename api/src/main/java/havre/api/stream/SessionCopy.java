package havre.api.stream;

import havre.engine.container.StreamSession;
import havre.transport.DuplexStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Ties a process's streams to a connection that was taken over.
public final class SessionCopy {
  private SessionCopy() {}

  /// Moves bytes until the process or the client is done.
  ///
  /// @param multiplexed whether stdout and stderr go in frames
  public static void run(
      StreamSession session, DuplexStream client, boolean stdin, boolean multiplexed) {
    client.onClose(() -> Thread.ofVirtual().name("detach").start(session::close));
    @Nullable InputStream in = stdin ? client.in() : null;
    if (multiplexed) {
      var frames = new FrameMultiplexer(client.out(), true);
      session.copy(in, frames.stdout(), frames.stderr());
    } else {
      OutputStream out = new PromptOutput(client.out());
      session.copy(in, out, out);
    }
  }

  /// Tells a client that already has its stream why the process could not be started.
  public static void tell(DuplexStream client, boolean multiplexed, String message)
      throws IOException {
    byte[] line = (message + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    OutputStream out =
        multiplexed ? new FrameMultiplexer(client.out(), true).stdout() : client.out();
    out.write(line);
    out.flush();
  }
}
