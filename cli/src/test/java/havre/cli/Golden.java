package havre.cli;

import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the real docker command was seen to do, a JSON object a line.
final class Golden {
  private Golden() {}

  static List<JsonObject> read(String resource) throws IOException {
    var goldens = new ArrayList<JsonObject>();
    try (var in = Golden.class.getResourceAsStream(resource)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        goldens.add((JsonObject) JsonReader.parse(line));
      }
    }
    return goldens;
  }

  /// A text of docker's as ours should be: where the program names itself it says `havre`.
  static String ours(String text) {
    return text.replace("Manage Docker\n", "Manage Havre\n")
        .replaceAll("(?<!-)docker(?=[ :])", "havre");
  }
}
