package havre.transport;

import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One request and its answer. The handler's thread uses it as [Request] and [Response]; the
/// connection tells it from the event loop what the client does.
final class Exchange implements Request, Response {
  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final RequestHead request;
  private final InboundBytes bytes;
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
    this.request = new RequestHead(request);
    this.bytes = new InboundBytes(() -> connection.readSoon(context));
    this.continueDue = this.request.expectsContinue();
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public Query query() {
    return request.query();
  }

  @Override
  public @Nullable String header(String name) {
    return request.header(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.headers(name);
  }

  @Override
  public Map<String, String> headers() {
    return request.headers();
  }

  @Override
  public String target() {
    return request.target();
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
    return request.contentLength();
  }

  @Override
  public boolean hasBody() {
    return request.hasBody();
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
    if (hasContent && !request.isHead()) {
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
    boolean chunked = !request.isOldProtocol();
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
            request.isHead(),
            () -> context.executor().execute(this::finished));
    output = begun;
    return begun;
  }

  @Override
  public DuplexStream hijack(String contentType) throws IOException {
    return protocolChange().hijack(contentType);
  }

  @Override
  public DuplexStream webSocket() throws IOException {
    WebSocketHandshake handshake = request.webSocketHandshake();
    return protocolChange().webSocket(handshake);
  }

  @Override
  public void serveGrpc(GrpcHandler handler) throws IOException {
    protocolChange().serveGrpc(handler);
  }

  @Override
  public GrpcPeer callGrpc() throws IOException {
    return protocolChange().callGrpc();
  }

  private ProtocolChange protocolChange() throws IOException {
    while (!bytes.ended()) {
      if (bytes.read() >= 0) {
        throw new IOException("unexpected request body before a change of protocol");
      }
    }
    commit();
    return new ProtocolChange(connection, context, request, head, () -> complete = true);
  }

  private void begin(@Nullable String contentType) {
    commit();
    if (contentType != null) {
      head.add("Content-Type", contentType);
    }
    head.add("Date", ResponseHead.date());
    if (!request.keepAlive() || continueDue) {
      closeAfterwards = true;
    }
    if (closeAfterwards) {
      head.add("Connection", "close");
    } else if (request.isOldProtocol()) {
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
