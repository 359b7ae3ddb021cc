package havre.cli.registry;

import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// Something that refers to an image.
final class ReferrerRow extends Row {
  private final JsonObject referrer;

  ReferrerRow(JsonObject referrer) {
    this.referrer = referrer;
  }

  @Override
  protected List<String> names() {
    return List.of("ArtifactType", "Digest", "MediaType", "Size");
  }

  @Override
  public String typeName() {
    return "*registry.referrerContext";
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "ArtifactType", "Digest", "MediaType" -> referrer.string(name);
      case "Size" -> Sizes.decimal(referrer.number("Size"));
      default -> "";
    };
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ArtifactType" -> "ARTIFACT TYPE";
      case "MediaType" -> "MEDIA TYPE";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }
}
