package havre.api;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.transport.DuplexStream;
import havre.transport.Query;
import havre.transport.Request;
import havre.transport.Response;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of the API: the request as an endpoint wants to see it, and the ways to answer it.
public final class Call {
  private static final byte[] NOTHING = {};
  private static final byte[] NULL = {'n', 'u', 'l', 'l', '\n'};
  private static final String JSON = "application/json";

  private final Request request;
  private final Response response;
  private final ApiVersion version;
  private final Map<String, String> parameters;

  public Call(
      Request request, Response response, ApiVersion version, Map<String, String> parameters) {
    this.request = request;
    this.response = response;
    this.version = version;
    this.parameters = parameters;
  }

  /// The version the client speaks; the current one where the path names none.
  public ApiVersion version() {
    return version;
  }

  public String method() {
    return request.method();
  }

  /// The value of `{name}` in the route's pattern.
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  public Query query() {
    return request.query();
  }

  /// The query's `filters`, empty where there are none.
  public Filters filters() {
    return FilterParameter.parse(query().string("filters"));
  }

  /// The query's number of that name; `fallback` where it is missing or empty, an error with
  /// Docker's text where it is no number.
  public int number(String name, int fallback) {
    return query().string(name).isEmpty() ? fallback : number(name);
  }

  /// The query's number of that name, an error with Docker's text where it is missing or none.
  public int number(String name) {
    String value = query().string(name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new HavreException(
          ErrorKind.INVALID, "strconv.Atoi: parsing \"" + value + "\": invalid syntax", e);
    }
  }

  public @Nullable String header(String name) {
    return request.header(name);
  }

  /// The raw body, for archives.
  public InputStream body() {
    return request.body();
  }

  /// The body's length, -1 where the client gave none.
  public long contentLength() {
    return request.contentLength();
  }

  /// Whether the client announced a body.
  public boolean hasBody() {
    return request.hasBody();
  }

  /// Reads the body as JSON, with Docker's checks and error texts.
  public <T> T json(Class<T> type) throws IOException {
    return JsonBody.read(request, type);
  }

  /// As [#json], but of an empty object where there is no body.
  public <T> T jsonOrEmpty(Class<T> type) throws IOException {
    return JsonBody.isAbsent(request)
        ? convert(Json.mapper().createObjectNode(), type)
        : JsonBody.read(request, type);
  }

  /// A part of a body as a value of that type, with Docker's error texts.
  public static <T> T convert(JsonNode tree, Class<T> type) {
    return JsonBody.convert(tree, type);
  }

  /// As [#json], but null where there is no body.
  public <T> @Nullable T optionalJson(Class<T> type) throws IOException {
    return JsonBody.isAbsent(request) ? null : JsonBody.read(request, type);
  }

  /// Sends `value` as JSON with that status.
  public void reply(int status, Object value) {
    response.send(status, JSON, Json.line(value));
  }

  /// Sends `value` as JSON with status 200.
  public void reply(Object value) {
    reply(200, value);
  }

  /// Sends `value`, or JSON's null, with status 200.
  public void replyNullable(@Nullable Object value) {
    response.send(200, JSON, value == null ? NULL : Json.line(value));
  }

  /// Answers a refusal in its words alone, where the answer would have become a raw stream.
  public void replyAsStream(HavreException refusal) {
    byte[] words = (refusal.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
    replyRaw(HttpStatus.of(refusal.kind()), "application/vnd.docker.raw-stream", words);
  }

  /// Sends bytes of JSON that were made elsewhere, as they are.
  public void replyRaw(int status, String contentType, byte[] body) {
    response.send(status, contentType, body);
  }

  /// Sends an empty answer, as of status 204, 200 or 304.
  public void replyEmpty(int status) {
    response.send(status, null, NOTHING);
  }

  /// Begins an answer of unknown length with that status. See [Response#stream].
  public OutputStream stream(int status, String contentType) {
    return response.stream(status, contentType);
  }

  /// Adds a header to the answer to come.
  public Call responseHeader(String name, String value) {
    response.header(name, value);
    return this;
  }

  /// Begins an answer of unknown length with status 200. See [Response#stream].
  public OutputStream stream(String contentType) {
    return response.stream(200, contentType);
  }

  /// Begins a stream of JSON objects, one a line, each sent at once: progress and events.
  public JsonLines jsonLines() {
    return new JsonLines(response.stream(200, JSON));
  }

  /// Takes the connection over. `multiplexed` tells whether stdout and stderr come in frames, which
  /// names the content type from API 1.42 on. See [Response#hijack].
  public DuplexStream hijack(boolean multiplexed) throws IOException {
    return response.hijack(rawStreamType(multiplexed));
  }

  /// Docker's content type for raw or multiplexed output of a container.
  public String rawStreamType(boolean multiplexed) {
    return multiplexed && version.atLeast(42)
        ? "application/vnd.docker.multiplexed-stream"
        : "application/vnd.docker.raw-stream";
  }

  /// See [Response#webSocket].
  public DuplexStream webSocket() throws IOException {
    return response.webSocket();
  }

  /// See [Response#serveGrpc].
  public void serveGrpc(GrpcHandler handler) throws IOException {
    response.serveGrpc(handler);
  }

  /// See [Response#callGrpc].
  public GrpcPeer callGrpc() throws IOException {
    return response.callGrpc();
  }

  /// All values of that header, in the order they came.
  public List<String> headers(String name) {
    return request.headers(name);
  }

  /// Runs `action` when the client goes away before the answer is complete. See
  /// [Request#onDisconnect].
  public void onDisconnect(Runnable action) {
    request.onDisconnect(action);
  }
}
