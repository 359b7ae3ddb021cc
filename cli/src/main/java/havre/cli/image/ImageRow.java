package havre.cli.image;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /// A row for each name; with `digests` each also for each digest.
  public static List<ImageRow> rows(
      List<JsonObject> images, boolean digests, boolean truncate, Clock clock) {
    var rows = new ArrayList<ImageRow>();
    for (JsonObject image : images) {
      int before = rows.size();
      for (String name : image.array("RepoTags").strings()) {
        int colon = name.lastIndexOf(':');
        if (colon > 0 && !name.equals("<none>:<none>")) {
          String repository = name.substring(0, colon);
          String digest = digests ? digestOf(image, repository) : NONE;
          rows.add(
              new ImageRow(image, repository, name.substring(colon + 1), digest, truncate, clock));
        }
      }
      if (rows.size() == before) {
        rows.add(nameless(image, truncate, clock));
      }
    }
    return rows;
  }

  private static ImageRow nameless(JsonObject image, boolean truncate, Clock clock) {
    for (String name : image.array("RepoDigests").strings()) {
      int at = name.indexOf('@');
      if (at > 0 && !name.startsWith(NONE)) {
        return new ImageRow(
            image, name.substring(0, at), NONE, name.substring(at + 1), truncate, clock);
      }
    }
    return new ImageRow(image, NONE, NONE, NONE, truncate, clock);
  }

  private static String digestOf(JsonObject image, String repository) {
    for (String name : image.array("RepoDigests").strings()) {
      if (name.startsWith(repository + "@")) {
        return name.substring(repository.length() + 1);
      }
    }
    return NONE;
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
