package havre.engine.cdi;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.oci.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// One file of a vendor: the devices of one kind, as JSON or YAML.
///
/// @param kind `vendor/class`
/// @param common what each of its devices changes
/// @param devices what a device changes besides, by its name
record CdiFile(String kind, JsonNode common, Map<String, JsonNode> devices) {
  private static final int LARGEST = 4 << 20;
  private static final String EDITS = "containerEdits";

  /// @throws HavreException INVALID for a malformed file
  static CdiFile read(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        throw malformed(path, "larger than " + LARGEST + " bytes");
      }
      JsonNode root =
          path.toString().endsWith(".json")
              ? Json.mapper().readTree(path.toFile())
              : Json.mapper().valueToTree(yaml().load(Files.readString(path)));
      String kind = root == null ? "" : root.path("kind").asText();
      if (kind.indexOf('/') <= 0 || kind.endsWith("/")) {
        throw malformed(path, "no kind of the form vendor/class");
      }
      var devices = new LinkedHashMap<String, JsonNode>();
      for (JsonNode device : root.path("devices")) {
        devices.put(device.path("name").asText(), device.path(EDITS));
      }
      return new CdiFile(kind, root.path(EDITS), devices);
    } catch (IOException | YAMLException e) {
      throw malformed(path, String.valueOf(e.getMessage()));
    }
  }

  private static Yaml yaml() {
    var options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    return new Yaml(new SafeConstructor(options));
  }

  private static HavreException malformed(Path path, String reason) {
    return HavreException.invalid("failed to read CDI spec " + path + ": " + reason);
  }
}
