package havre.transport.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.function.Function;

/// Gives each new stream a handler of its own.
@ChannelHandler.Sharable
final class StreamInitializer extends ChannelInitializer<Channel> {
  private final Function<Http2StreamChannel, MessageStream> handlers;

  StreamInitializer(Function<Http2StreamChannel, MessageStream> handlers) {
    this.handlers = handlers;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(handlers.apply((Http2StreamChannel) channel));
  }
}
