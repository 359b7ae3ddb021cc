package havre.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds out that a client which has closed its sending side is gone altogether. The end of input
/// looks the same in both cases; on a unix socket a send of nothing tells them apart (EPIPE), so it
/// is tried once a second. Over TCP only data can tell, and keep-alive in the end.
final class PeerWatch {
  private final Channel channel;
  private @Nullable Future<?> timer;

  PeerWatch(Channel channel) {
    this.channel = channel;
  }

  /// Begins to look. Event loop only, as [#stop].
  void start() {
    if (timer == null && channel instanceof EpollDomainSocketChannel domain) {
      timer = channel.eventLoop().scheduleAtFixedRate(() -> look(domain), 0, 1, TimeUnit.SECONDS);
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private static void look(EpollDomainSocketChannel domain) {
    if (!(domain.fd() instanceof Socket socket)) {
      return;
    }
    ByteBuffer nothing = Unpooled.EMPTY_BUFFER.nioBuffer();
    try {
      socket.send(nothing, 0, 0);
    } catch (IOException _) {
      domain.close(); // the peer is gone
    }
  }
}
