package havre.oci.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Reads and writes JSON with one mapper for the whole project: unknown fields are ignored, nulls
/// are not written, depth and name lengths are bounded. Thread-safe.
public final class Json {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NAME_LENGTH = 64 * 1024;
  private static final ObjectMapper MAPPER = newMapper();

  private Json() {}

  /// The shared mapper; it must not be reconfigured.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// Reads a value.
  ///
  /// @param what names the document in the error's text
  /// @throws HavreException of kind INVALID when it is malformed
  public static <T> T read(byte[] json, Class<T> type, String what) {
    try {
      return present(MAPPER.readValue(json, type), what);
    } catch (JsonProcessingException e) {
      throw malformed(what, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As [#read(byte[], Class, String)], from text.
  public static <T> T read(String json, Class<T> type, String what) {
    return read(json.getBytes(StandardCharsets.UTF_8), type, what);
  }

  /// As [#read(byte[], Class, String)], from a stream, which is read to its end and not closed.
  public static <T> T read(InputStream json, Class<T> type, String what) throws IOException {
    try {
      return present(MAPPER.readValue(json, type), what);
    } catch (JsonProcessingException e) {
      throw malformed(what, e);
    }
  }

  public static JsonNode tree(byte[] json, String what) {
    return read(json, JsonNode.class, what);
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value that has a JSON form: " + e, e);
    }
  }

  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static <T> T present(T value, String what) {
    if (value == null) {
      throw HavreException.invalid("invalid " + what + ": null");
    }
    return value;
  }

  private static HavreException malformed(String what, JsonProcessingException e) {
    return new HavreException(
        havre.common.ErrorKind.INVALID, "invalid " + what + ": " + e.getOriginalMessage(), e);
  }

  private static ObjectMapper newMapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .addModule(new DigestModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(MapperFeature.DEFAULT_VIEW_INCLUSION)
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .build();
  }
}
