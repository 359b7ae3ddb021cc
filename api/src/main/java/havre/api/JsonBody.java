package havre.api;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Request;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a request's JSON body with Docker's checks and error texts.
final class JsonBody {
  static final int LIMIT = 16 * 1024 * 1024;

  private JsonBody() {}

  static boolean isAbsent(Request request) {
    return request.contentLength() == 0 || !request.hasBody();
  }

  static <T> T read(Request request, Class<T> type) throws IOException {
    checkContentType(request.header("Content-Type"), isAbsent(request));
    byte[] body = request.body().readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      throw HavreException.invalid("invalid JSON: the request body is larger than 16 MiB");
    }
    return convert(parse(body), type);
  }

  /// `tree` as a value of that type.
  static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return Json.mapper().treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid JSON: " + JsonMismatch.text(e, tree), e);
    } catch (JsonProcessingException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Docker accepts a missing content type where there is no body.
  private static void checkContentType(@Nullable String contentType, boolean bodyAbsent) {
    if (contentType == null && bodyAbsent) {
      return;
    }
    String full = contentType == null ? "" : contentType;
    int semicolon = full.indexOf(';');
    String media = (semicolon < 0 ? full : full.substring(0, semicolon)).strip();
    if (!media.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw HavreException.invalid(
          "unsupported Content-Type header (" + full + "): must be 'application/json'");
    }
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try (var parser = Json.mapper().createParser(body)) {
      JsonNode tree = Json.mapper().readTree(parser);
      if (tree == null || tree.isMissingNode()) {
        throw HavreException.invalid("invalid JSON: got EOF while reading request body");
      }
      if (!atEnd(parser)) {
        throw HavreException.invalid("unexpected content after JSON");
      }
      return tree;
    } catch (JsonParseException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid JSON: " + JsonSyntax.fault(body), e);
    }
  }

  private static boolean atEnd(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() == null;
    } catch (JsonParseException _) {
      return false; // whatever follows, it is not the end
    }
  }
}
