package havre.cli.image;

import havre.cli.command.CliException;
import havre.cli.flag.FlagValue;
import havre.client.json.JsonObject;
import havre.common.HavreException;
import havre.oci.image.Platform;
import java.util.ArrayList;
import java.util.List;

/// Platforms such as `linux/arm64`, in the form the API takes.
public final class PlatformValue implements FlagValue {
  private final String type;
  private final List<String> texts = new ArrayList<>();

  /// @param type `string` for the last one given, `strings` for all
  public PlatformValue(String type) {
    this.type = type;
  }

  @Override
  public void set(String text) {
    if (type.equals("string")) {
      texts.clear();
      texts.add(text);
    } else {
      texts.addAll(List.of(text.split(",", -1)));
    }
  }

  @Override
  public String type() {
    return type;
  }

  /// The platform as JSON; empty when none was given.
  ///
  /// @throws CliException for what isn't one
  public String json() {
    return texts.isEmpty() || texts.getFirst().isEmpty() ? "" : json(texts.getFirst());
  }

  /// All platforms as JSON.
  public List<String> all() {
    var all = new ArrayList<String>();
    for (String text : texts) {
      all.add(json(text));
    }
    return all;
  }

  private static String json(String text) {
    try {
      Platform platform = Platform.parse(text);
      var json = new JsonObject();
      json.put("architecture", platform.architecture()).put("os", platform.os());
      if (platform.variant() != null && !platform.variant().isEmpty()) {
        json.put("variant", platform.variant());
      }
      return json.toString();
    } catch (HavreException e) {
      throw new CliException(CliException.text(e));
    }
  }
}
