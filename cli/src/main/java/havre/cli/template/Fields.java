package havre.cli.template;

import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value with named fields that are computed when asked for, such as a row of a table.
public interface Fields {
  /// The field of that name, perhaps computed from arguments; null when there is none.
  @Nullable JsonValue field(String name, List<Object> arguments);

  /// All fields, for `json .`.
  JsonObject all();

  /// What Go would call the type, for error texts.
  String typeName();
}
