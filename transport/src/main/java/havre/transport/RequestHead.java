package havre.transport;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request says before its body: the request line, taken apart, and the headers.
final class RequestHead {
  private final HttpRequest request;
  private final String path;
  private final Query query;

  RequestHead(HttpRequest request) {
    this.request = request;
    String target = originForm(request.uri());
    int mark = target.indexOf('?');
    this.path = decodePath(mark < 0 ? target : target.substring(0, mark));
    this.query = mark < 0 ? Query.empty() : Query.parse(target.substring(mark + 1));
  }

  /// A target in absolute form, as clients send it to a proxy, without its scheme and authority
  /// (RFC 9112, section 3.2.2).
  private static String originForm(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return target;
    }
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
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

  String method() {
    return request.method().name();
  }

  boolean isHead() {
    return "HEAD".equals(method());
  }

  /// As the client wrote it.
  String target() {
    return request.uri();
  }

  String path() {
    return path;
  }

  Query query() {
    return query;
  }

  @Nullable String header(String name) {
    return request.headers().get(name);
  }

  List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    request.headers().forEach(entry -> headers.putIfAbsent(entry.getKey(), entry.getValue()));
    return headers;
  }

  /// @throws IOException where the headers ask for none
  WebSocketHandshake webSocketHandshake() throws IOException {
    return WebSocketHandshake.of(request.headers());
  }

  /// -1 where only the body's end tells.
  long contentLength() {
    return HttpUtil.isTransferEncodingChunked(request)
        ? -1
        : HttpUtil.getContentLength(request, hasBody() ? -1L : 0L);
  }

  boolean hasBody() {
    return HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) > 0;
  }

  boolean expectsContinue() {
    return HttpUtil.is100ContinueExpected(request);
  }

  boolean keepAlive() {
    return HttpUtil.isKeepAlive(request);
  }

  /// Whether the client speaks HTTP/1.0, which knows no chunks and closes unless told otherwise.
  boolean isOldProtocol() {
    return request.protocolVersion().minorVersion() == 0;
  }
}
