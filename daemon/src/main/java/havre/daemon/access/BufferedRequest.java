package havre.daemon.access;

import havre.transport.Query;
import havre.transport.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request whose body has been read already.
record BufferedRequest(Request request, byte[] bytes) implements Request {
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
    return request.peerCertificates();
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean hasBody() {
    return request.hasBody();
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void onDisconnect(Runnable action) {
    request.onDisconnect(action);
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }
}
