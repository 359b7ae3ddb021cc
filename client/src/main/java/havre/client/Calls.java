package havre.client;

import havre.client.http.ConnectionFailedException;
import havre.client.http.Hijacked;
import havre.client.http.HttpClient;
import havre.client.http.HttpRequest;
import havre.client.http.HttpResponse;
import havre.client.json.JsonArray;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The calls themselves: the version in the path, JSON in and out, errors with the engine's
/// message. The version is settled by the first call, with a ping.
final class Calls {
  private static final String NEWEST = "1.51";

  private final HttpClient http;
  private volatile @Nullable String version;
  private volatile JsonObject ping = new JsonObject();

  Calls(HttpClient http, @Nullable String version) {
    this.http = http;
    this.version = version;
  }

  HttpClient http() {
    return http;
  }

  /// The API version both sides speak.
  String version() {
    String settled = version;
    if (settled == null) {
      settled = negotiate();
      version = settled;
    }
    return settled;
  }

  /// Whether the API version is at least 1.`minor`.
  boolean atLeast(int minor) {
    return minor(version()) >= minor;
  }

  static int minor(String version) {
    try {
      return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    } catch (NumberFormatException e) {
      return 24;
    }
  }

  /// What the ping's headers said, by name.
  JsonObject ping() {
    version();
    return ping;
  }

  private String negotiate() {
    try (HttpResponse response = http.exchange(new HttpRequest("HEAD", "/_ping"))) {
      ping =
          new JsonObject()
              .put("ApiVersion", response.header("Api-Version"))
              .put("OSType", response.header("Ostype"))
              .put("BuilderVersion", response.header("Builder-Version"))
              .put("Server", response.header("Server"));
      String theirs = response.header("Api-Version");
      return theirs.isEmpty() ? "1.24" : minor(theirs) < minor(NEWEST) ? theirs : NEWEST;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  HttpRequest request(String method, String path) {
    return new HttpRequest(method, "/v" + version() + path);
  }

  HttpRequest request(String method, String path, JsonValue body) {
    return request(method, path)
        .body("application/json", (body + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// The response when it is a success; its body is still to be read.
  HttpResponse open(HttpRequest request) {
    try {
      HttpResponse response = http.exchange(request);
      if (response.status() >= 400) {
        throw failure(response);
      }
      return response;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Asks, and forgets the answer when it is a success.
  void run(HttpRequest request) {
    text(request);
  }

  JsonObject object(HttpRequest request) {
    return json(request) instanceof JsonObject object ? object : new JsonObject();
  }

  JsonArray array(HttpRequest request) {
    return json(request) instanceof JsonArray array ? array : new JsonArray();
  }

  private JsonValue json(HttpRequest request) {
    String text = text(request);
    try {
      return JsonReader.parse(text);
    } catch (JsonException e) {
      throw new EngineException(500, "Error reading remote info: " + e.getMessage());
    }
  }

  private String text(HttpRequest request) {
    try {
      return open(request).text();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  InputStream stream(HttpRequest request) {
    return open(request).body();
  }

  JsonStream values(HttpRequest request) {
    return new JsonStream(stream(request));
  }

  Hijacked hijack(HttpRequest request) {
    try {
      HttpClient.HijackResult result = http.hijack(request);
      Hijacked stream = result.stream();
      if (stream == null) {
        throw failure(result.response());
      }
      return stream;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static EngineException failure(HttpResponse response) throws IOException {
    String text = response.text().strip();
    String message = text;
    if (text.startsWith("{")) {
      try {
        message = ((JsonObject) JsonReader.parse(text)).string("message").strip();
      } catch (JsonException e) {
        message = text;
      }
    }
    return new EngineException(
        response.status(),
        message.isEmpty()
            ? "request returned status "
                + response.status()
                + ", check if the server supports the requested API version"
            : message);
  }

  static RuntimeException broken(IOException e) {
    if (e.getCause() instanceof ConnectionFailedException refused) {
      return refused;
    }
    return new UncheckedIOException("error during connect: " + e.getMessage(), e);
  }
}
