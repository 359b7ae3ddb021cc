package havre.transport;

import havre.common.ErrorKind;
import havre.common.HavreException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Opens listening sockets whose connections go to a server.
final class Binding {
  private static final System.Logger LOG = System.getLogger(Binding.class.getName());
  private static final int BACKLOG = 4096;

  private final HttpServer server;
  private final EventLoopGroup loops;
  private final Map<ChannelOption<?>, Object> options;

  Binding(HttpServer server, EventLoopGroup loops, Map<ChannelOption<?>, Object> options) {
    this.server = server;
    this.loops = loops;
    this.options = options;
  }

  Listener listen(ListenAddress address) {
    return switch (address) {
      case ListenAddress.UnixSocket unix -> unix(unix);
      case ListenAddress.Tcp tcp -> tcp(tcp);
    };
  }

  private Listener unix(ListenAddress.UnixSocket address) {
    var file = new UnixSocketFile(address.path(), address.group());
    Channel channel =
        file.publish(
            socket -> bind(EpollServerDomainSocketChannel.class, socket, null, address.toString()));
    return new Listener(address, channel, file::remove);
  }

  private Listener tcp(ListenAddress.Tcp address) {
    SslContext tls = address.tls() == null ? null : TlsContexts.server(address.tls());
    if (tls == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "API listens on tcp://{0}:{1} WITHOUT TLS: whoever reaches this port is root on this"
              + " host. Use --tlsverify with --tlscacert, --tlscert and --tlskey",
          address.host(),
          Integer.toString(address.port()));
    } else if (address.tls() != null && address.tls().clientAuthority() == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "API listens on tcp://{0}:{1} with TLS but without client certificates: whoever reaches"
              + " this port is root on this host. Use --tlsverify",
          address.host(),
          Integer.toString(address.port()));
    }
    String host = address.host().isEmpty() ? "0.0.0.0" : address.host();
    Channel channel =
        bind(
            EpollServerSocketChannel.class,
            new InetSocketAddress(host, address.port()),
            tls,
            host + ":" + address.port());
    int port =
        channel.localAddress() instanceof InetSocketAddress real ? real.getPort() : address.port();
    return new Listener(
        new ListenAddress.Tcp(address.host(), port, address.tls()), channel, () -> {});
  }

  private Channel bind(
      Class<? extends ServerChannel> type,
      SocketAddress where,
      @Nullable SslContext tls,
      String shown) {
    var bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    server.accept(channel);
                  }
                });
    options.forEach((option, value) -> setChildOption(bootstrap, option, value));
    if (type == EpollServerSocketChannel.class) {
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
      bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
      bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    var bound = bootstrap.bind(where).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new HavreException(
          ErrorKind.UNAVAILABLE,
          "listen on " + shown + ": " + reason(bound.cause()),
          bound.cause());
    }
    return bound.channel();
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? "failed" : cause.getMessage();
  }

  @SuppressWarnings("unchecked") // each option was put into the map with a value of its type
  private static void setChildOption(
      ServerBootstrap bootstrap, ChannelOption<?> option, Object value) {
    bootstrap.childOption((ChannelOption<Object>) option, value);
  }
}
