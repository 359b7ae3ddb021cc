package havre.buildkit.export;

import havre.oci.image.Descriptor;
import havre.oci.json.Json;
import java.util.Base64;
import java.util.Map;

/// How clients are told of what was exported.
final class Descriptors {
  private Descriptors() {}

  static Map<String, String> told(Descriptor descriptor) {
    return Map.of(
        "containerimage.digest",
        descriptor.digest().toString(),
        "containerimage.descriptor",
        Base64.getEncoder().encodeToString(Json.bytes(descriptor)));
  }
}
