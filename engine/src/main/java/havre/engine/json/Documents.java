package havre.engine.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import havre.common.ContainerId;
import havre.common.HavreException;
import havre.engine.container.ContainerPort;
import havre.oci.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/// Writes the engine's records as JSON and reads them again. Thread-safe.
public final class Documents {
  private static final ObjectMapper MAPPER = Json.mapper().copy().registerModule(module());

  private Documents() {}

  public static String write(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a document: " + e, e);
    }
  }

  /// @throws HavreException INVALID when it is malformed
  public static <T> T read(String json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw HavreException.invalid("invalid " + type.getSimpleName() + ": null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new HavreException(
          havre.common.ErrorKind.INVALID,
          "invalid " + type.getSimpleName() + ": " + e.getOriginalMessage(),
          e);
    }
  }

  private static SimpleModule module() {
    var module = new SimpleModule("engine");
    text(module, Instant.class, Instant::parse);
    text(module, Duration.class, Duration::parse);
    text(module, ContainerId.class, ContainerId::new);
    text(module, ContainerPort.class, ContainerPort::parse);
    module.addKeyDeserializer(
        ContainerPort.class,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return ContainerPort.parse(key);
          }
        });
    return module;
  }

  private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(value.toString());
          }
        });
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return parse.apply(in.getText());
          }
        });
  }
}
