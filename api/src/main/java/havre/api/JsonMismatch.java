package havre.api;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names a value of JSON that has not the type of its field in the words of Docker's parser.
public final class JsonMismatch {
  private JsonMismatch() {}

  /// @param body what was read when `fault` came
  public static String text(JsonMappingException fault, JsonNode body) {
    JsonNode value = body;
    var path = new ArrayList<String>();
    for (JsonMappingException.Reference step : fault.getPath()) {
      String name = step.getFieldName();
      if (name != null) {
        value = child(value, name);
      } else if (value.isArray()) { // or it is a list's only element, in no list
        value = value.path(step.getIndex());
      }
      if (name != null) {
        path.add(name);
      }
    }
    String where =
        path.isEmpty() ? "Go value" : "Go struct field " + owner(fault) + String.join(".", path);
    return "json: cannot unmarshal "
        + kind(value)
        + " into "
        + where
        + " of type "
        + type(fault, path);
  }

  /// Keys are read in any case, so the fault may name a field otherwise than the body does.
  private static JsonNode child(JsonNode parent, String name) {
    return parent.properties().stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElse(parent.path(name));
  }

  private static String kind(JsonNode value) {
    if (value.isFloatingPointNumber()) {
      return "number " + value.asText();
    }
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case ARRAY -> "array";
      default -> "object";
    };
  }

  private static String owner(JsonMappingException fault) {
    Object from = fault.getPath().getFirst().getFrom();
    return from == null ? "" : name(from instanceof Class<?> c ? c : from.getClass()) + ".";
  }

  private static String name(Class<?> type) {
    return type.getSimpleName().replaceFirst("(Request)?Dto$", "");
  }

  private static String type(JsonMappingException fault, List<String> path) {
    if (!(fault instanceof MismatchedInputException mismatch)) {
      return path.isEmpty() ? "object" : path.getLast();
    }
    Class<?> target = mismatch.getTargetType();
    return target == null ? "object" : type(target);
  }

  private static String type(@Nullable Class<?> target) {
    if (target == null) {
      return "object";
    }
    if (target == String.class) {
      return "string";
    }
    if (target == Boolean.class || target == boolean.class) {
      return "bool";
    }
    if (target == Long.class || target == long.class) {
      return "int64";
    }
    if (target == Integer.class || target == int.class) {
      return "int";
    }
    if (List.class.isAssignableFrom(target)) {
      return "[]string";
    }
    if (java.util.Map.class.isAssignableFrom(target)) {
      return "map[string]string";
    }
    return name(target);
  }
}
