package havre.transport;

import io.netty.channel.Channel;

/// One address that is listened on.
///
/// @param afterwards cleans up behind a closed listener
record Listener(ListenAddress address, Channel channel, Runnable afterwards) {
  /// Listens no more. A second call does nothing.
  void close() {
    if (channel.isOpen()) {
      channel.close().awaitUninterruptibly();
      afterwards.run();
    }
  }
}
