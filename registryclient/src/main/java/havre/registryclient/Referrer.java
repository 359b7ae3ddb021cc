package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.oci.image.Descriptor;
import havre.oci.json.Json;
import java.util.List;

/// A manifest that refers to another one.
///
/// @param artifactType what it is, such as `application/vnd.dev.cosign.artifact.sig.v1+json`; may
///   be empty
public record Referrer(String artifactType, Descriptor descriptor) {
  static List<Referrer> list(byte[] index) {
    return Json.tree(index, "referrers").path("manifests").valueStream().map(Referrer::of).toList();
  }

  private static Referrer of(JsonNode node) {
    return new Referrer(
        node.path("artifactType").asText(""),
        Json.read(node.toString(), Descriptor.class, "referrers"));
  }
}
