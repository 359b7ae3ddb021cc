package havre.testkit.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks values against schemas of Swagger 2.0. Docker's own answers have null where Go has an
/// empty slice or map, though the specification rarely says so: for arrays and objects null is
/// accepted, for other types where `x-nullable` allows it.
final class SchemaCheck {
  private static final String REFERENCE = "#/definitions/";

  private final JsonNode specification;

  SchemaCheck(JsonNode specification) {
    this.specification = specification;
  }

  void check(JsonNode schema, JsonNode value, String where, List<String> problems) {
    JsonNode resolved = resolve(schema);
    boolean nullable = schema.path("x-nullable").asBoolean(resolved.path("x-nullable").asBoolean());
    String type = typeOf(resolved);
    if (value.isNull() || value.isMissingNode()) {
      boolean collection = type.equals("array") || type.equals("object");
      if (!collection && !nullable) {
        problems.add(where + " is null");
      }
      return;
    }
    switch (type) {
      case "object" -> checkObject(resolved, value, where, problems);
      case "array" -> checkArray(resolved, value, where, problems);
      case "string" -> expect(value.isTextual(), "a string", value, where, problems);
      case "integer" -> expect(value.isIntegralNumber(), "an integer", value, where, problems);
      case "number" -> expect(value.isNumber(), "a number", value, where, problems);
      case "boolean" -> expect(value.isBoolean(), "a boolean", value, where, problems);
      default -> {
        // the specification leaves it open
      }
    }
    checkEnumeration(resolved, value, where, problems);
  }

  private JsonNode resolve(JsonNode schema) {
    JsonNode current = schema;
    while (current.has("$ref")) {
      String name = current.get("$ref").asText().substring(REFERENCE.length());
      current = specification.path("definitions").path(name);
    }
    return current;
  }

  /// A schema made of others has the type of the first that says one.
  private String typeOf(JsonNode schema) {
    if (schema.has("type")) {
      return schema.get("type").asText();
    }
    for (JsonNode part : schema.path("allOf")) {
      String type = typeOf(resolve(part));
      if (!type.isEmpty()) {
        return type;
      }
    }
    return schema.has("properties") ? "object" : "";
  }

  private void checkObject(JsonNode schema, JsonNode value, String where, List<String> problems) {
    if (!value.isObject()) {
      problems.add(where + " is no object: " + value);
      return;
    }
    var properties = new HashMap<String, JsonNode>();
    var required = new HashSet<String>();
    boolean open = collect(schema, properties, required);
    for (String name : required) {
      if (!value.has(name)) {
        problems.add(where + " lacks the required " + name);
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String place = where + "." + field.getKey();
      JsonNode property = properties.get(field.getKey());
      if (property != null) {
        check(property, field.getValue(), place, problems);
      } else if (schema.path("additionalProperties").isObject()) {
        check(schema.get("additionalProperties"), field.getValue(), place, problems);
      } else if (!open && !properties.isEmpty()) {
        problems.add(place + " is unknown to the specification");
      }
    }
  }

  /// Gathers what the schema and all it is made of say; whether further fields are allowed.
  private boolean collect(JsonNode schema, Map<String, JsonNode> properties, Set<String> required) {
    boolean open = schema.path("additionalProperties").asBoolean(false);
    schema.path("properties").properties().forEach(p -> properties.put(p.getKey(), p.getValue()));
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (JsonNode part : schema.path("allOf")) {
      open |= collect(resolve(part), properties, required);
    }
    return open;
  }

  private void checkArray(JsonNode schema, JsonNode value, String where, List<String> problems) {
    if (!value.isArray()) {
      problems.add(where + " is no array: " + value);
      return;
    }
    int index = 0;
    for (JsonNode item : value) {
      check(schema.path("items"), item, where + "[" + index++ + "]", problems);
    }
  }

  private void checkEnumeration(
      JsonNode schema, JsonNode value, String where, List<String> problems) {
    schema.path("allOf").forEach(part -> checkEnumeration(resolve(part), value, where, problems));
    if (!schema.has("enum")) {
      return;
    }
    var allowed = new ArrayList<String>();
    schema.get("enum").forEach(option -> allowed.add(option.asText()));
    if (!allowed.contains(value.asText())) {
      problems.add(where + " is none of " + allowed + ": " + value);
    }
  }

  private static void expect(
      boolean fits, String what, JsonNode value, String where, List<String> problems) {
    if (!fits) {
      problems.add(where + " is not " + what + ": " + value);
    }
  }
}
