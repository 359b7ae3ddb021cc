package havre.cli.system;

import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.util.List;
import java.util.Locale;

/// How much one kind of thing takes on the disk.
final class UsageRow extends Row {
  private static final List<String> NAMES =
      List.of("Active", "Reclaimable", "Size", "TotalCount", "Type");

  private final String type;
  private final int count;
  private final int active;
  private final long size;
  private final long reclaimable;
  private final boolean percent;

  UsageRow(String type, int count, int active, long size, long reclaimable) {
    this.type = type;
    this.count = count;
    this.active = active;
    this.size = size;
    this.reclaimable = reclaimable;
    this.percent = size > 0;
  }

  static List<UsageRow> all(JsonObject usage) {
    return List.of(images(usage), containers(usage), volumes(usage), buildCache(usage));
  }

  private static UsageRow images(JsonObject usage) {
    List<JsonObject> images = usage.array("Images").objects();
    int active = 0;
    long used = 0;
    for (JsonObject image : images) {
      if (image.number("Containers") > 0) {
        active++;
        used += image.number("Size") - Math.max(0, image.number("SharedSize"));
      }
    }
    long size = usage.number("LayersSize");
    return new UsageRow("Images", images.size(), active, size, Math.max(0, size - used));
  }

  private static UsageRow containers(JsonObject usage) {
    List<JsonObject> containers = usage.array("Containers").objects();
    int active = 0;
    long size = 0;
    long reclaimable = 0;
    for (JsonObject container : containers) {
      boolean running =
          List.of("running", "paused", "restarting").contains(container.string("State"));
      active += running ? 1 : 0;
      size += container.number("SizeRw");
      reclaimable += running ? 0 : container.number("SizeRw");
    }
    return new UsageRow("Containers", containers.size(), active, size, reclaimable);
  }

  private static UsageRow volumes(JsonObject usage) {
    List<JsonObject> volumes = usage.array("Volumes").objects();
    int active = 0;
    long size = 0;
    long reclaimable = 0;
    for (JsonObject volume : volumes) {
      JsonObject data = volume.object("UsageData");
      long bytes = Math.max(0, data.number("Size"));
      size += bytes;
      if (data.number("RefCount") > 0) {
        active++;
      } else {
        reclaimable += bytes;
      }
    }
    return new UsageRow("Local Volumes", volumes.size(), active, size, reclaimable);
  }

  static UsageRow buildCache(JsonObject usage) {
    List<JsonObject> records = usage.array("BuildCache").objects();
    int active = 0;
    long size = 0;
    long reclaimable = 0;
    for (JsonObject entry : records) {
      if (!entry.bool("Shared")) {
        size += entry.number("Size");
        reclaimable += entry.bool("InUse") ? 0 : entry.number("Size");
      }
      active += entry.bool("InUse") ? 1 : 0;
    }
    return new UsageRow("Build Cache", records.size(), active, size, reclaimable);
  }

  @Override
  protected List<String> names() {
    return NAMES;
  }

  @Override
  public String typeName() {
    return "*formatter.diskUsageContext";
  }

  @Override
  protected String value(String name) {
    return switch (name) {
      case "Type" -> type;
      case "TotalCount" -> Integer.toString(count);
      case "Active" -> Integer.toString(active);
      case "Size" -> Sizes.precise(size);
      case "Reclaimable" -> {
        String bytes = Sizes.precise(reclaimable);
        yield percent && !type.equals("Build Cache")
            ? bytes + " (" + reclaimable * 100 / Math.max(1, size) + "%)"
            : bytes;
      }
      default -> "";
    };
  }

  @Override
  protected String header(String name) {
    return name.equals("TotalCount") ? "TOTAL" : name.toUpperCase(Locale.ROOT);
  }
}
