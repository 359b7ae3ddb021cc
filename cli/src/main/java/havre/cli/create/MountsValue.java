package havre.cli.create;

import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.BytesValue;
import havre.cli.flag.Csv;
import havre.cli.flag.FlagValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `--mount type=…,source=…,target=…` with the options of each type.
final class MountsValue implements FlagValue {
  private final List<JsonObject> mounts = new ArrayList<>();

  boolean isEmpty() {
    return mounts.isEmpty();
  }

  /// The mounts, sources that begin with a dot made absolute.
  JsonArray json(Context context) {
    var all = new JsonArray();
    for (JsonObject mount : mounts) {
      String source = mount.string("Source");
      if (mount.string("Type").equals("bind") && source.startsWith(".")) {
        mount.put("Source", context.invocation().file(source).normalize().toString());
      }
      all.add(mount);
    }
    return all;
  }

  @Override
  public void set(String text) {
    var mount = new JsonObject().put("Type", "volume");
    for (String field : Csv.fields(text)) {
      setField(mount, field);
    }
    check(mount);
    mounts.add(mount);
  }

  private static void setField(JsonObject mount, String field) {
    int equals = field.indexOf('=');
    String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
    String value = field.substring(equals + 1);
    boolean isSwitch =
        switch (key) {
          case "readonly", "ro", "volume-nocopy", "bind-nonrecursive" -> true;
          default -> false;
        };
    if (equals < 0 && !isSwitch) {
      throw new IllegalArgumentException("invalid field '" + field + "' must be a key=value pair");
    }
    switch (key) {
      case "type" -> mount.put("Type", value.toLowerCase(Locale.ROOT));
      case "source", "src" -> mount.put("Source", value);
      case "target", "dst", "destination" -> mount.put("Target", value);
      case "readonly", "ro" -> putTrue(mount, "ReadOnly", key, value, equals < 0);
      case "consistency" -> mount.put("Consistency", value.toLowerCase(Locale.ROOT));
      case "bind-propagation" ->
          options(mount, "BindOptions").put("Propagation", value.toLowerCase(Locale.ROOT));
      case "bind-nonrecursive" ->
          putTrue(options(mount, "BindOptions"), "NonRecursive", key, value, equals < 0);
      case "bind-recursive" -> recursive(options(mount, "BindOptions"), value);
      case "volume-nocopy" ->
          putTrue(options(mount, "VolumeOptions"), "NoCopy", key, value, equals < 0);
      case "volume-subpath" -> options(mount, "VolumeOptions").put("Subpath", value);
      case "volume-label" -> pair(options(mount, "VolumeOptions"), "Labels", value);
      case "volume-driver" -> driver(mount).put("Name", value);
      case "volume-opt" -> pair(driver(mount), "Options", value);
      case "image-subpath" -> options(mount, "ImageOptions").put("Subpath", value);
      case "tmpfs-size" -> tmpfsSize(options(mount, "TmpfsOptions"), value);
      case "tmpfs-mode" -> tmpfsMode(options(mount, "TmpfsOptions"), value);
      default ->
          throw new IllegalArgumentException("unexpected key '" + key + "' in '" + field + "'");
    }
  }

  private static JsonObject options(JsonObject mount, String name) {
    if (!mount.has(name)) {
      mount.put(name, new JsonObject());
    }
    JsonObject options = mount.object(name);
    if (name.equals("VolumeOptions") && !options.has("DriverConfig")) {
      options.put("DriverConfig", new JsonObject());
    }
    return options;
  }

  private static JsonObject driver(JsonObject mount) {
    return options(mount, "VolumeOptions").object("DriverConfig");
  }

  private static void pair(JsonObject options, String name, String text) {
    if (!options.has(name)) {
      options.put(name, new JsonObject());
    }
    int equals = text.indexOf('=');
    options
        .object(name)
        .put(
            equals < 0 ? text : text.substring(0, equals),
            equals < 0 ? "" : text.substring(equals + 1));
  }

  private static void putTrue(
      JsonObject object, String name, String key, String value, boolean bare) {
    try {
      if (bare || BoolValue.parse(value)) {
        object.put(name, true);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid value for " + key + ": " + value, e);
    }
  }

  private static void recursive(JsonObject options, String value) {
    switch (value) {
      case "enabled", "true", "1" -> {}
      case "disabled", "false", "0" -> options.put("NonRecursive", true);
      case "writable" -> options.put("ReadOnlyNonRecursive", true);
      case "readonly" -> options.put("ReadOnlyForceRecursive", true);
      default ->
          throw new IllegalArgumentException(
              "invalid value for bind-recursive: "
                  + value
                  + " (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")");
    }
  }

  private static void tmpfsSize(JsonObject options, String value) {
    try {
      options.put("SizeBytes", BytesValue.parse(value));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid value for tmpfs-size: " + value, e);
    }
  }

  private static void tmpfsMode(JsonObject options, String value) {
    try {
      options.put("Mode", Integer.parseInt(value, 8));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("invalid value for tmpfs-mode: " + value, e);
    }
  }

  private static void check(JsonObject mount) {
    String type = mount.string("Type");
    if (type.isEmpty()) {
      throw new IllegalArgumentException("type is required");
    }
    if (mount.string("Target").isEmpty()) {
      throw new IllegalArgumentException("target is required");
    }
    for (String other : new String[] {"volume", "bind", "image", "tmpfs"}) {
      String options = Character.toUpperCase(other.charAt(0)) + other.substring(1) + "Options";
      if (mount.has(options) && !type.equals(other)) {
        throw new IllegalArgumentException(
            "cannot mix '" + other + "-*' options with mount type '" + type + "'");
      }
    }
    JsonObject bind = mount.object("BindOptions");
    String forced =
        bind.bool("ReadOnlyForceRecursive")
            ? "readonly"
            : bind.bool("ReadOnlyNonRecursive") ? "writable" : "";
    if (!forced.isEmpty() && !mount.bool("ReadOnly")) {
      throw new IllegalArgumentException(
          "option 'bind-recursive="
              + forced
              + "' requires 'readonly' to be specified in conjunction");
    }
    if (forced.equals("readonly") && !bind.string("Propagation").equals("rprivate")) {
      throw new IllegalArgumentException(
          "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in"
              + " conjunction");
    }
  }

  @Override
  public String type() {
    return "mount";
  }
}
