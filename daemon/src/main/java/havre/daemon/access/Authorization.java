package havre.daemon.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks plugins about every call before it is served and about every answer before it begins.
///
/// A plugin sees the whole body of a JSON request, whatever length the client announced; a body too
/// long to be shown is refused rather than passed on unseen.
public final class Authorization implements Handler, AutoCloseable {
  private static final int LARGEST_BODY = 16 << 20;
  private static final String JSON = "application/json";

  private final ObjectMapper mapper = new ObjectMapper();
  private final Handler served;
  private final List<AuthorizationPlugin> plugins = new ArrayList<>();

  private Authorization(Handler served) {
    this.served = served;
  }

  /// @param names of plugins, asked in this order
  /// @throws HavreException when one is not there
  public static Authorization of(List<String> names, Handler served) {
    return of(names, PluginFiles.standard(), served);
  }

  static Authorization of(List<String> names, PluginFiles files, Handler served) {
    var authorization = new Authorization(served);
    for (String name : names) {
      var plugin = new AuthorizationPlugin(name, files.find(name));
      authorization.plugins.add(plugin);
      plugin.activate();
    }
    return authorization;
  }

  @Override
  public void handle(Request request, Response response) throws IOException, InterruptedException {
    Request shown = request;
    byte @Nullable [] body = null;
    if (isShown(request)) {
      body = request.body().readNBytes(LARGEST_BODY + 1);
      shown = new BufferedRequest(request, body);
    }
    ObjectNode question = question(request, body);
    try {
      if (body != null && body.length > LARGEST_BODY) {
        throw new HavreException(
            ErrorKind.FORBIDDEN, "authorization denied: the request's body is too long to be seen");
      }
      plugins.forEach(plugin -> plugin.checkRequest(question));
    } catch (HavreException e) {
      Refusal.send(response, e);
      return;
    }
    served.handle(
        shown,
        new ReviewedResponse(
            response, (status, type, bytes) -> checkResponse(question, status, type, bytes)));
  }

  private void checkResponse(ObjectNode question, int status, @Nullable String type, byte[] body) {
    ObjectNode complete = question.deepCopy();
    complete.put("ResponseStatusCode", status);
    complete.set(
        "ResponseHeaders",
        mapper.valueToTree(type == null ? Map.of() : Map.of("Content-Type", type)));
    if (type != null && type.startsWith(JSON) && body.length <= LARGEST_BODY) {
      complete.put("ResponseBody", Base64.getEncoder().encodeToString(body));
    }
    // The last plugin sees the answer first, as Docker has it.
    plugins.reversed().forEach(plugin -> plugin.checkResponse(complete));
  }

  /// Archives are not shown, nor are passwords.
  private static boolean isShown(Request request) {
    String type = request.header("Content-Type");
    boolean json = type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith(JSON);
    return request.hasBody() && json && !request.path().endsWith("/auth");
  }

  private ObjectNode question(Request request, byte @Nullable [] body) {
    Caller caller = Caller.of(request);
    ObjectNode question = mapper.createObjectNode();
    question.put("User", caller.name());
    question.put("UserAuthNMethod", caller.method());
    question.put("RequestMethod", request.method());
    question.put("RequestUri", request.target());
    ObjectNode headers = question.putObject("RequestHeaders");
    request
        .headers()
        .forEach((name, value) -> {
          // Credentials for registries are no plugin's business.
          if (!name.toLowerCase(java.util.Locale.ROOT).startsWith("x-registry-")) {
            headers.put(name, value);
          }
        });
    if (body != null) {
      question.put("RequestBody", Base64.getEncoder().encodeToString(body));
    }
    return question;
  }

  @Override
  public void close() throws IOException {
    for (AuthorizationPlugin plugin : plugins) {
      plugin.close();
    }
  }
}
