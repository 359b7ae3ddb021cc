package havre.daemon.access;

import havre.common.HavreException;
import havre.transport.DuplexStream;
import havre.transport.Response;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// An answer that somebody looks at before it begins. A refusal takes its place.
final class ReviewedResponse implements Response {
  private static final int SWITCHING = 101;

  private final Response response;
  private final Review review;

  ReviewedResponse(Response response, Review review) {
    this.response = response;
    this.review = review;
  }

  /// Looks at an answer.
  interface Review {
    /// @param body empty for an answer of unknown length
    /// @throws HavreException to refuse it
    void check(int status, @Nullable String contentType, byte[] body);
  }

  @Override
  public Response header(String name, String value) {
    response.header(name, value);
    return this;
  }

  @Override
  public void send(int status, @Nullable String contentType, byte[] body) {
    try {
      review.check(status, contentType, body);
    } catch (HavreException e) {
      Refusal.send(response, e);
      return;
    }
    response.send(status, contentType, body);
  }

  @Override
  public OutputStream stream(int status, @Nullable String contentType) {
    review.check(status, contentType, new byte[0]);
    return response.stream(status, contentType);
  }

  @Override
  public DuplexStream hijack(String contentType) throws IOException {
    review.check(SWITCHING, contentType, new byte[0]);
    return response.hijack(contentType);
  }

  @Override
  public DuplexStream webSocket() throws IOException {
    review.check(SWITCHING, null, new byte[0]);
    return response.webSocket();
  }

  @Override
  public void serveGrpc(GrpcHandler handler) throws IOException {
    review.check(SWITCHING, null, new byte[0]);
    response.serveGrpc(handler);
  }

  @Override
  public GrpcPeer callGrpc() throws IOException {
    review.check(SWITCHING, null, new byte[0]);
    return response.callGrpc();
  }

  @Override
  public boolean committed() {
    return response.committed();
  }
}
