package havre.cli.container;

import havre.cli.format.Ages;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.cli.template.Quoting;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container of a list.
public final class ContainerRow extends Row {
  private static final List<String> NAMES =
      List.of(
          "Command",
          "CreatedAt",
          "ID",
          "Image",
          "Labels",
          "LocalVolumes",
          "Mounts",
          "Names",
          "Networks",
          "Platform",
          "Ports",
          "RunningFor",
          "Size",
          "State",
          "Status");

  private final JsonObject container;
  private final boolean truncate;
  private final Clock clock;

  public ContainerRow(JsonObject container, boolean truncate, Clock clock) {
    this.container = container;
    this.truncate = truncate;
    this.clock = clock;
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.ContainerContext";
  }

  @Override
  protected @Nullable JsonObject labels() {
    return container.object("Labels");
  }

  @Override
  protected JsonValue typed(String name) {
    return name.equals("Platform") ? platform() : super.typed(name);
  }

  private JsonValue platform() {
    JsonObject platform = container.object("ImageManifestDescriptor").object("platform");
    return platform.isEmpty() ? none() : platform;
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "ID" -> truncate ? shortId(container.string("Id")) : container.string("Id");
      case "Image" -> image();
      case "Command" -> {
        String command = container.string("Command");
        yield Quoting.quote(truncate ? ellipsis(command, 20) : command);
      }
      case "CreatedAt" -> Ages.goTime(created(), clock.getZone());
      case "RunningFor" -> Ages.ago(created(), clock.instant());
      case "Status" -> container.string("Status");
      case "State" -> container.string("State");
      case "Ports" -> PortText.of(container.array("Ports"));
      case "Names" -> namesText();
      case "Labels" -> labels(container.object("Labels"));
      case "Mounts" -> mounts();
      case "LocalVolumes" -> Integer.toString(localVolumes());
      case "Networks" ->
          String.join(",", container.object("NetworkSettings").object("Networks").names());
      case "Size" -> size();
      default -> "";
    };
  }

  private Instant created() {
    return Instant.ofEpochSecond(container.number("Created"));
  }

  private String image() {
    String image = container.string("Image");
    if (image.isEmpty()) {
      return "<no image>";
    }
    if (!truncate) {
      return image;
    }
    if (image.startsWith("sha256:")) {
      return shortId(image);
    }
    int digest = image.indexOf("@sha256:");
    return digest > 0 ? image.substring(0, digest) : image;
  }

  private String namesText() {
    var names = new StringBuilder();
    for (String name : container.array("Names").strings()) {
      String plain = name.startsWith("/") ? name.substring(1) : name;
      if (!truncate || plain.indexOf('/') < 0) {
        names.append(names.isEmpty() ? "" : ",").append(plain);
      }
    }
    return names.toString();
  }

  private String mounts() {
    var text = new StringBuilder();
    for (JsonObject mount : container.array("Mounts").objects()) {
      String name = mount.string("Name");
      String shown = name.isEmpty() ? mount.string("Source") : name;
      text.append(text.isEmpty() ? "" : ",").append(truncate ? ellipsis(shown, 15) : shown);
    }
    return text.toString();
  }

  private int localVolumes() {
    int count = 0;
    for (JsonObject mount : container.array("Mounts").objects()) {
      if (mount.string("Driver").equals("local")) {
        count++;
      }
    }
    return count;
  }

  private String size() {
    String own = Sizes.decimal(container.number("SizeRw"));
    long whole = container.number("SizeRootFs");
    return whole > 0 ? own + " (virtual " + Sizes.decimal(whole) + ")" : own;
  }

  @Override
  protected String header(String name) {
    return switch (name) {
      case "ID" -> "CONTAINER ID";
      case "RunningFor" -> "CREATED";
      case "CreatedAt" -> "CREATED AT";
      case "LocalVolumes" -> "LOCAL VOLUMES";
      default -> name.toUpperCase(java.util.Locale.ROOT);
    };
  }

  @Override
  protected Map<String, String> raw() {
    var raw = new LinkedHashMap<String, String>();
    raw.put("container_id", "ID");
    raw.put("image", "Image");
    raw.put("command", "Command");
    raw.put("created_at", "CreatedAt");
    raw.put("state", "State");
    raw.put("status", "Status");
    raw.put("names", "Names");
    raw.put("labels", "Labels");
    raw.put("ports", "Ports");
    return raw;
  }
}
