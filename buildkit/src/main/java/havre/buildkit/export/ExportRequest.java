package havre.buildkit.export;

import havre.buildkit.wire.ProtoMessage;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where a client wants a result to go.
///
/// @param type `moby`, `image`, `local`, `tar`, `oci`, `docker`
/// @param number its place among the build's exports, by which the client knows it
public record ExportRequest(String type, Map<String, String> attributes, int number) {
  public ExportRequest {
    attributes = Map.copyOf(attributes);
  }

  String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /// @throws HavreException INVALID for what is no boolean
  boolean flag(String name, boolean absent) {
    String text = attribute(name);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "" -> attributes.containsKey(name) || absent; // a name alone says yes
      case "1", "t", "true" -> true;
      case "0", "f", "false" -> false;
      default -> throw HavreException.invalid("non-bool value specified for " + name + ": " + text);
    };
  }

  /// The names that the image is to get, with their tags.
  List<ImageReference> names() {
    var names = new ArrayList<ImageReference>();
    for (String name : attribute("name").split(",")) {
      if (!name.isBlank()) {
        names.add(ImageReference.parse(name).withDefaultTag());
      }
    }
    return names;
  }

  /// The exports of a `moby.buildkit.v1.SolveRequest`.
  public static List<ExportRequest> of(ProtoMessage solve) {
    var exports = new ArrayList<ExportRequest>();
    for (ProtoMessage export : solve.messages(13)) {
      exports.add(new ExportRequest(export.string(1), export.stringMap(2), exports.size()));
    }
    if (exports.isEmpty() && !solve.string(3).isEmpty()) { // as clients before 0.13 say it
      exports.add(new ExportRequest(solve.string(3), solve.stringMap(4), 0));
    }
    return exports;
  }
}
