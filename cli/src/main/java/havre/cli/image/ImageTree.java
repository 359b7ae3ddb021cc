package havre.cli.image;

import havre.cli.command.Output;
import havre.cli.format.Row;
import havre.cli.format.Sizes;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Images and below each its parts for several platforms.
final class ImageTree {
  private static final int ID = 12;
  private static final int DISK = 10;
  private static final int CONTENT = 12;
  private static final int EXTRA = 5;
  private static final String GAP = "   ";
  private static final String LEGEND = "Info ->  U In Use ";
  private static final int FIXED = ID + DISK + CONTENT + EXTRA + 4 * GAP.length();
  private static final int NARROWEST = 20;

  private final Output out;
  private final int width;
  private final boolean all;

  /// @param columns of the terminal; 0 when there is none
  /// @param all whether to show also images without name and parts that aren't here
  ImageTree(Output out, int columns, boolean all) {
    this.out = out;
    this.width = Math.max(NARROWEST, (columns > 0 ? columns : 80) - FIXED);
    this.all = all;
  }

  void print(List<JsonObject> images) {
    out.line(
        "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.");
    out.line(" ".repeat(Math.max(0, width + FIXED - LEGEND.length())) + LEGEND + "\n");
    out.line(
        left("IMAGE", width)
            + GAP
            + left("ID", ID)
            + GAP
            + "DISK USAGE"
            + GAP
            + "CONTENT SIZE"
            + GAP
            + "EXTRA");
    var sorted = new ArrayList<>(images);
    sorted.sort((a, b) -> Long.compare(b.number("Created"), a.number("Created")));
    for (JsonObject image : sorted) {
      if (all || !isDangling(image)) {
        image(image);
      }
    }
  }

  private static boolean isDangling(JsonObject image) {
    return image.array("RepoTags").isEmpty() && image.array("RepoDigests").isEmpty();
  }

  private void image(JsonObject image) {
    List<String> names = new ArrayList<>(image.array("RepoTags").strings()).reversed();
    for (int i = 0; i < names.size() - 1; i++) {
      out.line(Row.ellipsis(names.get(i), width + FIXED));
    }
    List<JsonObject> parts = parts(image);
    long content = 0;
    boolean used = image.number("Containers") > 0;
    for (JsonObject part : parts) {
      content += part.object("Size").number("Content");
      used |= isUsed(part);
    }
    row(
        names.isEmpty() ? "<untagged>" : names.getLast(),
        image.string("Id"),
        image.number("Size"),
        content,
        used);
    for (int i = 0; i < parts.size(); i++) {
      JsonObject part = parts.get(i);
      JsonObject size = part.object("Size");
      row(
          (i < parts.size() - 1 ? "├─ " : "└─ ") + platform(part),
          part.string("ID"),
          size.number("Total"),
          size.number("Content"),
          isUsed(part));
    }
    if (!parts.isEmpty()) {
      out.line("");
    }
  }

  private List<JsonObject> parts(JsonObject image) {
    var parts = new ArrayList<JsonObject>();
    for (JsonObject part : image.array("Manifests").objects()) {
      if (part.string("Kind").equals("image") && (all || part.bool("Available"))) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static boolean isUsed(JsonObject part) {
    return !part.object("ImageData").array("Containers").isEmpty();
  }

  private static String platform(JsonObject part) {
    JsonObject platform = part.object("ImageData").object("Platform");
    String variant = platform.string("variant");
    return platform.string("os")
        + "/"
        + platform.string("architecture")
        + (variant.isEmpty() ? "" : "/" + variant);
  }

  private void row(String name, String id, long disk, long content, boolean used) {
    out.line(
        left(Row.ellipsis(name, width), width)
            + GAP
            + left(Row.shortId(id), ID)
            + GAP
            + right(Sizes.decimal(disk), DISK)
            + GAP
            + right(Sizes.decimal(content), CONTENT)
            + GAP
            + left(used ? " U " : "", EXTRA));
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
