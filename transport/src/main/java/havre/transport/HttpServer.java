package havre.transport;

import havre.common.HavreException;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// An HTTP server on unix sockets and TCP ports.
///
/// It owns two event loop threads, on which nothing blocks; each request is answered on a virtual
/// thread of its own. Sockets are read only when somebody wants the bytes.
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final int EVENT_LOOPS = 2;
  private static final int LOW_WATER = 32 * 1024;
  private static final int HIGH_WATER = 256 * 1024;

  /// Chunks of 8 KiB × 2⁵ = 256 KiB, no caches by thread: little is held while idle.
  private static final int PAGE = 8 * 1024;

  private static final int MAX_ORDER = 5;

  private final Handler handler;
  private final ServerLimits limits;
  private final MultiThreadIoEventLoopGroup loops;
  private final ThreadFactory handlerThreads;
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<HttpConnection, ChannelHandlerContext> connections = new ConcurrentHashMap<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch drained = new CountDownLatch(1);

  private HttpServer(Handler handler, ServerLimits limits) {
    this.handler = handler;
    this.limits = limits;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS, new DefaultThreadFactory("http", true), EpollIoHandler.newFactory());
    this.handlerThreads = Thread.ofVirtual().name("request-", 1).factory();
  }

  /// Listens on all addresses, or on none: when one fails, those before it are closed again.
  ///
  /// @throws HavreException where an address cannot be listened on
  public static HttpServer start(
      List<ListenAddress> addresses, Handler handler, ServerLimits limits) {
    var server = new HttpServer(handler, limits);
    try {
      var binding = new Binding(server, server.loops, options());
      for (ListenAddress address : addresses) {
        server.listeners.add(binding.listen(address));
      }
    } catch (HavreException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
    return server;
  }

  private static Map<ChannelOption<?>, Object> options() {
    var allocator = new PooledByteBufAllocator(true, 0, 1, PAGE, MAX_ORDER, 0, 0, false);
    return Map.of(
        ChannelOption.AUTO_READ,
        false,
        ChannelOption.ALLOW_HALF_CLOSURE,
        true,
        ChannelOption.ALLOCATOR,
        allocator,
        ChannelOption.WRITE_BUFFER_WATER_MARK,
        new WriteBufferWaterMark(LOW_WATER, HIGH_WATER));
  }

  /// Where the server listens, in the order given; a TCP port 0 has become the real one.
  public List<ListenAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /// Stops listening, closes idle connections, gives running requests `grace` to end, then closes
  /// the rest and interrupts their handlers.
  public void stop(Duration grace) {
    listeners.forEach(Listener::close);
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    connections.forEach((c, context) -> context.executor().execute(() -> c.closeIfIdle(context)));
    try {
      if (!connections.isEmpty() && !drained.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "{0} connections cut off", connections.size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // stop at once instead
    }
    connections.forEach((c, context) -> context.executor().execute(() -> c.interrupt(context)));
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /// [#stop] with no grace.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  ServerLimits limits() {
    return limits;
  }

  boolean stopping() {
    return stopping.get();
  }

  /// Makes a new connection's handlers. Event loop.
  void accept(Channel channel) {
    var decoder = new RequestDecoder(limits);
    var connection = new HttpConnection(this, decoder);
    channel.pipeline().addLast(decoder).addLast(connection);
    connections.put(connection, channel.pipeline().context(connection));
  }

  void forget(HttpConnection connection) {
    connections.remove(connection);
    if (stopping() && connections.isEmpty()) {
      drained.countDown();
    }
  }

  /// Answers a request on a thread of its own. Event loop.
  void run(Exchange exchange) {
    Thread thread = handlerThreads.newThread(() -> answer(exchange));
    exchange.started(thread);
    thread.start();
  }

  private void answer(Exchange exchange) {
    try {
      handler.handle(exchange, exchange);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client left in the middle of an answer", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the server is stopping; this thread ends with it
    } catch (RuntimeException | Error e) { // a request's thread ends here
      LOG.log(
          System.Logger.Level.ERROR, "request failed: " + exchange.method() + exchange.path(), e);
    } finally {
      exchange.handlerReturned();
    }
  }
}
