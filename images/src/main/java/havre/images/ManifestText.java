package havre.images;

import havre.oci.image.Descriptor;
import havre.oci.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A manifest of Docker's schema 2 in Docker's own layout, so that the same blobs make the same
/// digest.
final class ManifestText {
  private ManifestText() {}

  static byte[] of(Descriptor config, List<Descriptor> layers) {
    var text = new StringBuilder("{\n   \"schemaVersion\": 2,\n");
    text.append("   \"mediaType\": \"").append(MediaTypes.DOCKER_MANIFEST).append("\",\n");
    text.append("   \"config\": ").append(descriptor(config, "   ")).append(",\n");
    List<String> all = layers.stream().map(l -> "      " + descriptor(l, "      ")).toList();
    text.append("   \"layers\": [");
    if (!all.isEmpty()) {
      text.append('\n').append(String.join(",\n", all)).append("\n   ");
    }
    return text.append("]\n}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(Descriptor of, String indent) {
    return "{\n%s   \"mediaType\": \"%s\",\n%s   \"size\": %d,\n%s   \"digest\": \"%s\"\n%s}"
        .formatted(indent, of.mediaType(), indent, of.size(), indent, of.digest(), indent);
  }
}
