package havre.cli.system;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A record of the build cache.
final class BuildCacheRow extends Row {
  static final List<String> COLUMNS =
      List.of("ID", "CacheType", "Size", "CreatedSince", "LastUsedSince", "UsageCount", "Shared");

  private final JsonObject entry;
  private final Clock clock;

  BuildCacheRow(JsonObject entry, Clock clock) {
    this.entry = entry;
    this.clock = clock;
  }

  /// The records, those that were used last at the end.
  static List<BuildCacheRow> all(List<JsonObject> records, Clock clock) {
    var sorted = new ArrayList<>(records);
    sorted.sort(
        Comparator.comparing((JsonObject entry) -> entry.string("LastUsedAt"))
            .thenComparing(entry -> entry.string("ID")));
    var rows = new ArrayList<BuildCacheRow>();
    for (JsonObject entry : sorted) {
      rows.add(new BuildCacheRow(entry, clock));
    }
    return rows;
  }

  @Override
  protected List<String> names() {
    return COLUMNS;
  }

  @Override
  public String typeName() {
    return "*formatter.buildCacheContext";
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "ID" -> shortId(entry.string("ID")) + (entry.bool("InUse") ? "*" : "");
      case "CacheType" -> entry.string("Type");
      case "Size" -> Sizes.decimal(entry.number("Size"));
      case "CreatedSince" -> since("CreatedAt");
      case "LastUsedSince" -> since("LastUsedAt");
      case "UsageCount" -> Long.toString(entry.number("UsageCount"));
      case "Shared" -> Boolean.toString(entry.bool("Shared"));
      default -> "";
    };
  }

  private String since(String name) {
    String time = entry.string(name);
    return time.isEmpty() ? "" : Ages.ago(Instant.parse(time), clock.instant());
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "CACHE ID";
      case "CacheType" -> "CACHE TYPE";
      case "CreatedSince" -> "CREATED";
      case "LastUsedSince" -> "LAST USED";
      case "UsageCount" -> "USAGE";
      default -> name.toUpperCase(java.util.Locale.ROOT);
    };
  }
}
