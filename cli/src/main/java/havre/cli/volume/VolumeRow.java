package havre.cli.volume;

import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A volume of a list.
public final class VolumeRow extends Row {
  private static final List<String> NAMES =
      List.of(
          "Availability",
          "Driver",
          "Group",
          "Labels",
          "Links",
          "Mountpoint",
          "Name",
          "Scope",
          "Size",
          "Status");

  private final JsonObject volume;

  public VolumeRow(JsonObject volume) {
    this.volume = volume;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.volumeContext";
  }

  @Override
  protected @Nullable JsonObject labels() {
    return volume.object("Labels");
  }

  @Override
  protected String value(String name) {
    JsonObject usage = volume.object("UsageData");
    return switch (name) {
      case "Labels" -> labels(volume.object("Labels"));
      case "Links" -> usage.isEmpty() ? "N/A" : Long.toString(usage.number("RefCount"));
      case "Size" -> usage.isEmpty() ? "N/A" : Sizes.precise(usage.number("Size"));
      case "Availability", "Group", "Status" -> "N/A";
      default -> volume.string(name);
    };
  }

  @Override
  protected String header(String name) {
    return name.equals("Name") ? "VOLUME NAME" : name.toUpperCase(Locale.ROOT);
  }
}
