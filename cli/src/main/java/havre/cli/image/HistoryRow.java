package havre.cli.image;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A layer of an image's history.
final class HistoryRow extends Row {
  private static final List<String> NAMES =
      List.of("Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size");

  private final JsonObject layer;
  private final boolean human;
  private final boolean truncate;
  private final Clock clock;

  HistoryRow(JsonObject layer, boolean human, boolean truncate, Clock clock) {
    this.layer = layer;
    this.human = human;
    this.truncate = truncate;
    this.clock = clock;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.historyContext";
  }

  @Override
  protected String value(String name) {
    Instant created = Instant.ofEpochSecond(layer.number("Created"));
    return switch (name) {
      case "ID" -> truncate ? shortId(layer.string("Id")) : layer.string("Id");
      case "CreatedAt" ->
          layer.number("Created") <= 0 ? "N/A" : Ages.rfc3339(created, clock.getZone());
      case "CreatedSince" ->
          !human
              ? value("CreatedAt")
              : layer.number("Created") <= 0 ? "N/A" : Ages.ago(created, clock.instant());
      case "CreatedBy" -> {
        String by = layer.string("CreatedBy").replace('\t', ' ');
        yield truncate ? ellipsis(by, 45) : by;
      }
      case "Size" ->
          human ? Sizes.decimal(layer.number("Size")) : Long.toString(layer.number("Size"));
      case "Comment" -> layer.string("Comment");
      default -> "";
    };
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "IMAGE";
      case "CreatedSince" -> "CREATED";
      case "CreatedAt" -> "CREATED AT";
      case "CreatedBy" -> "CREATED BY";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
