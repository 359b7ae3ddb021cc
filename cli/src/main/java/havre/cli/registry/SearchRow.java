package havre.cli.registry;

import havre.cli.format.Row;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.List;
import java.util.Locale;

/// A result of a search.
final class SearchRow extends Row {
  private static final List<String> NAMES =
      List.of("Description", "IsOfficial", "Name", "StarCount");

  private final JsonObject result;
  private final boolean truncate;

  SearchRow(JsonObject result, boolean truncate) {
    this.result = result;
    this.truncate = truncate;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*registry.searchContext";
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "Name" -> result.string("name");
      case "Description" -> {
        String text = result.string("description").replace('\n', ' ').replace('\r', ' ');
        yield truncate ? ellipsis(text, 45) : text;
      }
      case "StarCount" -> Long.toString(result.number("star_count"));
      case "IsOfficial" -> result.bool("is_official") ? "[OK]" : "";
      default -> "";
    };
  }

  @Override
  protected JsonValue typed(String name) {
    return name.equals("IsOfficial")
        ? new JsonString(Boolean.toString(result.bool("is_official")))
        : super.typed(name);
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "StarCount" -> "STARS";
      case "IsOfficial" -> "OFFICIAL";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
