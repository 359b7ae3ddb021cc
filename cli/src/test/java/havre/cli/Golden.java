package havre.cli;

import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the real docker command was seen to do, a JSON object a line.
final class Golden {
  /// What Docker doesn't have: flags as podman names them, and a command.
  private static final Set<String> OWN_FLAGS =
      Set.of("--high", "--low", "--dry-run", "--health-on-failure", "--systemd");

  private static final Set<String> OWN_COMMANDS = Set.of("referrers", "check");
  private static final Pattern FLAG = Pattern.compile(" {2}(?:-\\w,| {3}) (--[\\w-]+).*");
  private static final Pattern COMMAND = Pattern.compile(" {2}(\\w+) {2,}.*");

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

  /// A help text without the flags of our own, each with the lines on which its text goes on, and
  /// without our own commands.
  static String withoutOwn(String help) {
    var kept = new StringBuilder();
    boolean own = false;
    for (String line : help.split("(?<=\n)")) {
      Matcher flag = FLAG.matcher(line.stripTrailing());
      Matcher command = COMMAND.matcher(line.stripTrailing());
      if (flag.matches()) {
        own = OWN_FLAGS.contains(flag.group(1));
      } else if (command.matches()) {
        own = OWN_COMMANDS.contains(command.group(1));
      } else if (line.isBlank()) {
        own = false;
      }
      if (!own) {
        kept.append(line);
      }
    }
    return kept.toString();
  }
}
