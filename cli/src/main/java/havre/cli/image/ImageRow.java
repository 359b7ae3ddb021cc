package havre.cli.image;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A name of an image, or an image without one.
public final class ImageRow extends Row {
  private static final String NONE = "<none>";
  private static final List<String> NAMES =
      List.of(
          "Containers",
          "CreatedAt",
          "CreatedSince",
          "Digest",
          "ID",
          "Repository",
          "SharedSize",
          "Size",
          "Tag",
          "UniqueSize",
          "VirtualSize");

  private final JsonObject image;
  private final String repository;
  private final String tag;
  private final String digest;
  private final boolean truncate;
  private final Clock clock;

  public ImageRow(
      JsonObject image,
      String repository,
      String tag,
      String digest,
      boolean truncate,
      Clock clock) {
    this.image = image;
    this.repository = repository;
    this.tag = tag;
    this.digest = digest;
    this.truncate = truncate;
    this.clock = clock;
  }

  /// Which digests rows show: none, those of names with tags, or also those of names without.
  public enum Digests {
    NONE,
    TAGGED,
    ALL
  }

  /// A row for each name and, where they are wanted, each digest.
  public static List<ImageRow> rows(
      List<JsonObject> images, Digests digests, boolean truncate, Clock clock) {
    var rows = new ArrayList<ImageRow>();
    for (JsonObject image : images) {
      Map<String, List<String>> digestsOf = split(image.array("RepoDigests"), '@');
      Map<String, List<String>> tagsOf = split(image.array("RepoTags"), ':');
      if (digestsOf.isEmpty() && tagsOf.isEmpty()) {
        rows.add(new ImageRow(image, NONE, NONE, NONE, truncate, clock));
      }
      for (Map.Entry<String, List<String>> tags : tagsOf.entrySet()) {
        List<String> shown = digestsOf.remove(tags.getKey());
        if (shown == null || digests == Digests.NONE) {
          shown = List.of(NONE);
        }
        for (String tag : tags.getValue()) {
          for (String digest : shown) {
            rows.add(new ImageRow(image, tags.getKey(), tag, digest, truncate, clock));
          }
        }
      }
      for (Map.Entry<String, List<String>> other : digestsOf.entrySet()) {
        List<String> shown = digests == Digests.ALL ? other.getValue() : List.of("");
        for (String digest : shown) {
          rows.add(new ImageRow(image, other.getKey(), NONE, digest, truncate, clock));
        }
      }
    }
    return rows;
  }

  /// One row for each image, by its first tag.
  public static List<ImageRow> single(List<JsonObject> images, Clock clock) {
    var rows = new ArrayList<ImageRow>();
    for (JsonObject image : images) {
      JsonArray tags = image.array("RepoTags");
      String name = tags.isEmpty() ? NONE + ":" + NONE : tags.strings().getFirst();
      int colon = name.lastIndexOf(':');
      rows.add(
          new ImageRow(
              image, name.substring(0, colon), name.substring(colon + 1), NONE, true, clock));
    }
    return rows;
  }

  /// What stands behind the separator, by what stands before it.
  private static Map<String, List<String>> split(JsonArray names, char separator) {
    var parts = new LinkedHashMap<String, List<String>>();
    for (String name : names.strings()) {
      int at = name.lastIndexOf(separator);
      if (at > 0 && !name.startsWith(NONE)) {
        parts
            .computeIfAbsent(name.substring(0, at), repository -> new ArrayList<>())
            .add(name.substring(at + 1));
      }
    }
    return parts;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.imageContext";
  }

  @Override
  public String value(String name) {
    return switch (name) {
      case "ID" -> truncate ? shortId(image.string("Id")) : image.string("Id");
      case "Repository" -> repository;
      case "Tag" -> tag;
      case "Digest" -> digest;
      case "CreatedAt" -> Ages.goTime(created(), clock.getZone());
      case "CreatedSince" ->
          image.number("Created") <= 0 ? "N/A" : Ages.ago(created(), clock.instant());
      case "Size" -> Sizes.decimal(image.number("Size"));
      case "VirtualSize" -> Sizes.precise(image.number("Size"));
      case "Containers" -> count("Containers");
      case "SharedSize" -> size(image.number("SharedSize"));
      case "UniqueSize" ->
          image.number("SharedSize") < 0
              ? "N/A"
              : Sizes.precise(image.number("Size") - image.number("SharedSize"));
      default -> "";
    };
  }

  private Instant created() {
    return Instant.ofEpochSecond(image.number("Created"));
  }

  private String count(String name) {
    long count = image.number(name);
    return count < 0 ? "N/A" : Long.toString(count);
  }

  private static String size(long bytes) {
    return bytes < 0 ? "N/A" : Sizes.precise(bytes);
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "IMAGE ID";
      case "CreatedSince" -> "CREATED";
      case "CreatedAt" -> "CREATED AT";
      case "SharedSize" -> "SHARED SIZE";
      case "UniqueSize" -> "UNIQUE SIZE";
      case "VirtualSize" -> "SIZE";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
