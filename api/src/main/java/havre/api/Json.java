package havre.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;

/// How the API reads and writes JSON: the components of a record in UpperCamelCase (other names by
/// `@JsonProperty`), keys read in any case and unknown ones passed over as Go does, nulls written.
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                for (var shape :
                    List.of(
                        CoercionInputShape.Integer,
                        CoercionInputShape.Float,
                        CoercionInputShape.Boolean)) {
                  text.setCoercion(shape, CoercionAction.Fail);
                }
              })
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .serializationInclusion(JsonInclude.Include.ALWAYS)
          .build();

  private Json() {}

  /// The mapper itself, for what [#line] does not cover.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// `value` as one line of JSON with a line feed, as Docker ends every JSON answer.
  public static byte[] line(Object value) {
    try {
      byte[] json = MAPPER.writeValueAsBytes(value);
      byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write " + value.getClass().getName() + " as JSON", e);
    }
  }
}
