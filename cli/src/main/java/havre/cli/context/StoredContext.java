package havre.cli.context;

import havre.client.json.JsonObject;

/// A named way to an engine.
///
/// @param document as it is stored: `Name`, `Metadata`, `Endpoints`
public record StoredContext(String name, JsonObject document) {
  static StoredContext of(String name, String description, JsonObject endpoint) {
    var metadata = new JsonObject();
    if (!description.isEmpty()) {
      metadata.put("Description", description);
    }
    return new StoredContext(
        name,
        new JsonObject()
            .put("Name", name)
            .put("Metadata", metadata)
            .put("Endpoints", new JsonObject().put("docker", endpoint)));
  }

  public String description() {
    return document.object("Metadata").string("Description");
  }

  /// `Host` and `SkipTLSVerify`.
  public JsonObject endpoint() {
    return document.object("Endpoints").object("docker");
  }

  public String host() {
    return endpoint().string("Host");
  }
}
