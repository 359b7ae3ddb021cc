package havre.transport;

import havre.transport.grpc.GrpcConnection;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One request and its answer. The handler's thread uses it as [Request] and [Response]; the
/// connection tells it from the event loop what the client does.
final class Exchange implements Request, Response {
  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final HttpRequest request;
  private final InboundBytes bytes;
  private final String path;
  private final Query query;
  private final ResponseHead head = new ResponseHead();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> disconnectActions = new ArrayList<>();
  private volatile @Nullable Thread thread;
  private volatile boolean closeAfterwards;
  private volatile boolean committed;
  private volatile boolean complete;
  private volatile @Nullable ChannelOutput output;
  private boolean clientLeft;
  private boolean continueDue;

  Exchange(HttpConnection connection, ChannelHandlerContext context, HttpRequest request) {
    this.connection = connection;
    this.context = context;
    this.request = request;
    this.bytes = new InboundBytes(() -> connection.readSoon(context));
    this.continueDue = HttpUtil.is100ContinueExpected(request);
    String target = request.uri();
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme >= 0) {
      int slash = target.indexOf('/', scheme + 3);
      target = slash < 0 ? "/" : target.substring(slash);
    }
    int mark = target.indexOf('?');
    this.path = decodePath(mark < 0 ? target : target.substring(0, mark));
    this.query = mark < 0 ? Query.empty() : Query.parse(target.substring(mark + 1));
  }

  private static String decodePath(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return raw; // a broken escape stands for itself and matches no route
    }
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Query query() {
    return query;
  }

  @Override
  public @Nullable String header(String name) {
    return request.headers().get(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  @Override
  public Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    request.headers().forEach(entry -> headers.putIfAbsent(entry.getKey(), entry.getValue()));
    return headers;
  }

  @Override
  public String target() {
    return request.uri();
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls == null) {
      return List.of();
    }
    try {
      return Arrays.stream(tls.engine().getSession().getPeerCertificates())
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of(); // the client gave none
    }
  }

  @Override
  public long contentLength() {
    return HttpUtil.isTransferEncodingChunked(request)
        ? -1
        : HttpUtil.getContentLength(request, hasBody() ? -1L : 0L);
  }

  @Override
  public boolean hasBody() {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  @Override
  public InputStream body() {
    if (continueDue) {
      continueDue = false;
      context
          .channel()
          .writeAndFlush(
              context
                  .alloc()
                  .directBuffer()
                  .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    }
    return bytes;
  }

  @Override
  public void onDisconnect(Runnable action) {
    lock.lock();
    try {
      if (!clientLeft) {
        disconnectActions.add(action);
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  @Override
  public String remoteAddress() {
    return String.valueOf(context.channel().remoteAddress());
  }

  @Override
  public Response header(String name, String value) {
    head.add(name, value);
    return this;
  }

  @Override
  public boolean committed() {
    return committed;
  }

  @Override
  public void send(int status, @Nullable String contentType, byte[] body) {
    boolean hasContent = status != 204 && status != 304;
    begin(contentType);
    if (hasContent) {
      head.add("Content-Length", Integer.toString(body.length));
    }
    ByteBuf answer = newHead(status, hasContent ? body.length : 0);
    if (hasContent && !isHead()) {
      answer.writeBytes(body);
    }
    context
        .executor()
        .execute(() -> {
          context.writeAndFlush(answer);
          finished();
        });
  }

  @Override
  public OutputStream stream(int status, @Nullable String contentType) {
    begin(contentType);
    boolean chunked = request.protocolVersion().minorVersion() > 0;
    if (chunked) {
      head.add("Transfer-Encoding", "chunked");
    } else {
      closeAfterwards = true;
    }
    Framing framing = chunked ? Framing.CHUNKED : Framing.RAW;
    var begun =
        new ChannelOutput(
            context.channel(),
            framing,
            newHead(status, 0),
            isHead(),
            () -> context.executor().execute(this::finished));
    output = begun;
    return begun;
  }

  @Override
  public DuplexStream hijack(String contentType) throws IOException {
    String upgrade = header("Upgrade");
    boolean upgraded = upgrade != null && !upgrade.isEmpty();
    commit();
    head.add("Content-Type", contentType);
    if (upgraded) {
      head.add("Connection", "Upgrade");
      head.add("Upgrade", "tcp");
    }
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, upgraded ? 101 : 200, upgraded ? "UPGRADED" : "OK");
    return takeOver(Framing.RAW, first);
  }

  @Override
  public DuplexStream webSocket() throws IOException {
    WebSocketHandshake handshake = WebSocketHandshake.of(request.headers());
    commit();
    handshake.answer(head);
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, 101);
    return takeOver(Framing.WEB_SOCKET, first);
  }

  @Override
  public void serveGrpc(GrpcHandler handler) throws IOException {
    upgradeToHttp2(() -> {
      GrpcConnection.serve(context, handler);
      return true;
    });
  }

  @Override
  public GrpcPeer callGrpc() throws IOException {
    return upgradeToHttp2(() -> GrpcConnection.call(context));
  }

  /// The switch and what follows on the connection must come in one go, before the client's first
  /// frames are looked at.
  private <T> T upgradeToHttp2(Callable<T> change) throws IOException {
    drainBody();
    commit();
    head.add("Connection", "Upgrade");
    head.add("Upgrade", "h2c");
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, 101, "UPGRADED");
    complete = true;
    try {
      return context
          .executor()
          .submit(() -> {
            context.writeAndFlush(first);
            return connection.upgrade(context, change);
          })
          .get();
    } catch (ExecutionException e) {
      throw new IOException("the connection did not change to HTTP/2", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void drainBody() throws IOException {
    while (!bytes.ended()) {
      if (bytes.read() >= 0) {
        throw new IOException("unexpected request body before an upgrade");
      }
    }
  }

  private DuplexStream takeOver(Framing framing, ByteBuf first) throws IOException {
    while (!bytes.ended()) {
      if (bytes.read() >= 0) {
        first.release();
        throw new IOException("unexpected request body before a raw stream");
      }
    }
    var taken = new HijackedStream(context, framing, first, () -> connection.readSoon(context));
    Runnable change =
        framing == Framing.WEB_SOCKET ? () -> WebSocketHandshake.addTo(context) : null;
    complete = true;
    context.executor().execute(() -> connection.takeOver(context, taken, change));
    taken.out().flush();
    return taken;
  }

  private void begin(@Nullable String contentType) {
    commit();
    if (contentType != null) {
      head.add("Content-Type", contentType);
    }
    head.add("Date", ResponseHead.date());
    if (!HttpUtil.isKeepAlive(request) || continueDue) {
      closeAfterwards = true;
    }
    if (closeAfterwards) {
      head.add("Connection", "close");
    } else if (request.protocolVersion().minorVersion() == 0) {
      head.add("Connection", "keep-alive");
    }
  }

  private void commit() {
    if (committed) {
      throw new IllegalStateException("the answer has begun already");
    }
    committed = true;
  }

  private ByteBuf newHead(int status, int room) {
    ByteBuf buffer = context.alloc().directBuffer(512 + room);
    head.write(buffer, status);
    return buffer;
  }

  private boolean isHead() {
    return "HEAD".equals(method());
  }

  private void finished() {
    complete = true;
    bytes.close();
    connection.finished(context, this);
  }

  InboundBytes bytes() {
    return bytes;
  }

  boolean keepAlive() {
    return !closeAfterwards;
  }

  void closeAfterwards() {
    closeAfterwards = true;
  }

  /// The handler's thread begins.
  void started(Thread handlerThread) {
    thread = handlerThread;
  }

  /// The handler's thread has left. Whatever it did not finish is broken off.
  void handlerReturned() {
    thread = null;
    if (!committed) {
      send(
          500,
          "application/json",
          "{\"message\":\"the request was not answered\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    ChannelOutput begun = output;
    if (begun != null && !begun.isClosed()) {
      begun.abandon();
      context.executor().execute(() -> connection.abort(context));
    }
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /// The client has closed its side. Event loop only.
  void clientLeft() {
    bytes.fail("unexpected EOF");
    List<Runnable> actions;
    lock.lock();
    try {
      if (clientLeft || complete) {
        return;
      }
      clientLeft = true;
      actions = List.copyOf(disconnectActions);
    } finally {
      lock.unlock();
    }
    actions.forEach(Runnable::run);
  }

  /// The connection is gone in both directions.
  void abandon() {
    bytes.close();
    ChannelOutput begun = output;
    if (begun != null) {
      begun.abandon();
    }
  }
}
