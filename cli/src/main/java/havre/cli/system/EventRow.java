package havre.cli.system;

import havre.cli.template.Fields;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as templates see it, with the names of Go's type.
record EventRow(JsonObject event) implements Fields {
  @Override
  public @Nullable JsonValue field(String name, List<Object> arguments) {
    return switch (name) {
      case "Status" -> new JsonString(event.string("status"));
      case "ID" -> new JsonString(event.string("id"));
      case "From" -> new JsonString(event.string("from"));
      case "Type" -> new JsonString(event.string("Type"));
      case "Action" -> new JsonString(event.string("Action"));
      case "Scope" -> new JsonString(event.string("scope"));
      case "Time" -> JsonNumber.of(event.number("time"));
      case "TimeNano" -> JsonNumber.of(event.number("timeNano"));
      case "Actor" -> {
        JsonObject actor = event.object("Actor");
        yield new JsonObject()
            .put("ID", actor.string("ID"))
            .put("Attributes", actor.object("Attributes"));
      }
      default -> null;
    };
  }

  @Override
  public JsonObject all() {
    return event;
  }

  @Override
  public String typeName() {
    return "*events.Message";
  }
}
