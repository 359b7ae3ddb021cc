package havre.buildkit.cache;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.buildkit.wire.ProtoMessage;
import havre.common.HavreException;
import havre.images.Annotations;
import havre.images.ImageForm;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.store.diff.ArchiveCompression;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A place of a build's cache as a client names it (`moby.buildkit.v1.CacheOptionsEntry`).
///
/// @param type `registry`, `local` or `inline`
public record CacheEntry(
    @JsonProperty("Type") String type, @JsonProperty("Attrs") Map<String, String> attributes) {
  /// The frontend's attribute that names caches.
  public static final String IMPORTS = "cache-imports";

  public CacheEntry {
    type = Objects.requireNonNullElse(type, "");
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  /// Those of a repeated field.
  public static List<CacheEntry> of(List<ProtoMessage> messages) {
    return messages.stream()
        .map(message -> new CacheEntry(message.string(1), message.stringMap(2)))
        .toList();
  }

  /// Those that a frontend's attribute `cache-imports` holds.
  public static List<CacheEntry> ofJson(String json) {
    return json.isEmpty() ? List.of() : List.of(Json.read(json, CacheEntry[].class, IMPORTS));
  }

  /// A frontend's attributes with those that a call names beside them.
  public static Map<String, String> added(
      Map<String, String> attributes, List<ProtoMessage> imports) {
    if (imports.isEmpty() || attributes.containsKey(IMPORTS)) {
      return attributes;
    }
    var all = new TreeMap<>(attributes);
    all.put(IMPORTS, Json.text(of(imports)));
    return all;
  }

  /// A name alone, as older clients give it.
  public static CacheEntry registry(String name) {
    return new CacheEntry("registry", Map.of("ref", name));
  }

  public String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /// What it is called in messages to users.
  public String place() {
    return switch (type) {
      case "registry" -> attribute("ref");
      case "local" -> attribute("src");
      default -> type;
    };
  }

  /// @throws HavreException INVALID where nothing can be kept there
  public void checkExport() {
    switch (type) {
      case "inline" -> {}
      case "registry" -> reference();
      case "local" -> {
        if (attribute("dest").isEmpty()) {
          throw HavreException.invalid("local cache exporter requires dest");
        }
      }
      default -> throw HavreException.notFound("unknown cache exporter: \"" + type + "\"");
    }
    isMax();
    form();
    flag("image-manifest", false);
    flag("ignore-error", false);
  }

  ImageReference reference() {
    String ref = attribute("ref");
    if (ref.isEmpty()) {
      throw HavreException.invalid("registry cache requires ref");
    }
    return ImageReference.parse(ref).withDefaultTag();
  }

  /// Whether the steps of all stages are kept, rather than those of the result alone.
  boolean isMax() {
    String mode = attribute("mode");
    return switch (mode) {
      case "", "min" -> false;
      case "max" -> true;
      default -> throw HavreException.invalid("invalid cache mode: " + mode);
    };
  }

  /// How layers are compressed there.
  ImageForm form() {
    String name = attribute("compression");
    var method =
        switch (name) {
          case "", "gzip" -> ArchiveCompression.Method.GZIP;
          case "zstd" -> ArchiveCompression.Method.ZSTD;
          default -> throw HavreException.invalid("unsupported compression type " + name);
        };
    int level = ArchiveCompression.USUAL;
    if (!attribute("compression-level").isEmpty()) {
      try {
        level = Integer.parseInt(attribute("compression-level"));
      } catch (NumberFormatException _) {
        throw HavreException.invalid(
            "non-integer value %s specified for compression-level"
                .formatted(attribute("compression-level")));
      }
    }
    return new ImageForm(
        new ArchiveCompression(method, level),
        flag("force-compression", false),
        flag("oci-mediatypes", true),
        Annotations.NONE);
  }

  /// Whether the cache is written as an image's manifest, rather than as an index.
  boolean isImageManifest() {
    return flag("image-manifest", false);
  }

  /// Whether a build goes on that cannot be kept there.
  public boolean ignoresErrors() {
    return flag("ignore-error", false);
  }

  private boolean flag(String name, boolean absent) {
    String text = attribute(name);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "" -> absent;
      case "1", "t", "true" -> true;
      case "0", "f", "false" -> false;
      default -> throw HavreException.invalid("failed to parse " + name + ": " + text);
    };
  }
}
