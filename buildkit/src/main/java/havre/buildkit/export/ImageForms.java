package havre.buildkit.export;

import havre.common.HavreException;
import havre.images.Annotations;
import havre.images.Annotations.Annotation;
import havre.images.Annotations.Place;
import havre.images.ImageForm;
import havre.oci.image.Platform;
import havre.store.diff.ArchiveCompression;
import havre.store.diff.ArchiveCompression.Method;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads from an export's attributes in what form the images are wanted.
final class ImageForms {
  private static final Pattern ANNOTATION =
      Pattern.compile("^annotation(?:-([a-z-]+))?(?:\\[([A-Za-z0-9_/-]+)])?\\.(\\S+)$");

  private ImageForms() {}

  /// @param oci whether the OCI specification's types are used where the client does not say
  /// @throws HavreException INVALID for what no export knows
  static ImageForm of(ExportRequest request, boolean oci) {
    return new ImageForm(
        compression(request),
        request.flag("force-compression", false),
        request.flag("oci-mediatypes", oci),
        annotations(request.attributes()));
  }

  /// Whether a form is asked for that only images outside the engine can have.
  static boolean isAskedFor(ExportRequest request) {
    return request.attributes().containsKey("compression")
        || !annotations(request.attributes()).all().isEmpty();
  }

  private static ArchiveCompression compression(ExportRequest request) {
    String name = request.attribute("compression");
    Method method =
        switch (name) {
          case "", "gzip" -> Method.GZIP;
          case "zstd" -> Method.ZSTD;
          case "uncompressed" -> Method.NONE;
          default -> throw HavreException.invalid("unsupported compression type " + name);
        };
    String level = request.attribute("compression-level");
    if (level.isEmpty()) {
      return new ArchiveCompression(method, ArchiveCompression.USUAL);
    }
    try {
      return new ArchiveCompression(method, Integer.parseInt(level));
    } catch (NumberFormatException _) {
      throw HavreException.invalid(
          "non-integer value " + level + " specified for compression-level");
    }
  }

  private static Annotations annotations(Map<String, String> attributes) {
    var found = new ArrayList<Annotation>();
    new TreeMap<>(attributes)
        .forEach((name, value) -> {
          Matcher matcher = ANNOTATION.matcher(name);
          if (matcher.matches()) {
            String platform = matcher.group(2);
            found.add(
                new Annotation(
                    place(matcher.group(1)),
                    platform == null ? null : Platform.parse(platform),
                    String.valueOf(matcher.group(3)),
                    value));
          }
        });
    return new Annotations(found);
  }

  private static Place place(@Nullable String type) {
    return switch (type) {
      case null -> Place.MANIFEST;
      case "manifest" -> Place.MANIFEST;
      case "manifest-descriptor" -> Place.MANIFEST_DESCRIPTOR;
      case "index" -> Place.INDEX;
      case "index-descriptor" -> Place.INDEX_DESCRIPTOR;
      default -> throw HavreException.invalid("unrecognized annotation type " + type);
    };
  }
}
