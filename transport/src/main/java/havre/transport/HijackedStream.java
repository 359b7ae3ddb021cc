package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection taken over from HTTP.
final class HijackedStream implements DuplexStream {
  private final Channel channel;
  private final InboundBytes in;
  private final ChannelOutput out;
  private final PeerWatch watch;

  HijackedStream(ChannelHandlerContext context, Framing framing, ByteBuf head, Runnable readMore) {
    this.channel = context.channel();
    this.in = new InboundBytes(readMore);
    this.out = new ChannelOutput(channel, framing, head, false, this::shutdownOutput);
    this.watch = new PeerWatch(channel);
  }

  private void shutdownOutput() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          } else {
            channel.close();
          }
        });
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public void onClose(Runnable action) {
    channel.closeFuture().addListener(_ -> action.run());
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      in.close();
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// Event loop only, as the next three.
  void offer(ByteBuf bytes) {
    in.offer(bytes);
  }

  boolean hungry() {
    return in.hungry();
  }

  /// The client has closed its sending side, perhaps all.
  void inputClosed() {
    in.end();
    watch.start();
  }

  void connectionClosed() {
    in.fail("the client has gone");
    out.abandon();
    watch.stop();
  }
}
