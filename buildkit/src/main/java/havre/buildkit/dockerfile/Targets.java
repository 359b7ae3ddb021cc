package havre.buildkit.dockerfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.buildkit.solve.SolveFailure;
import havre.oci.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The stages that a Dockerfile offers: the answer to the request `frontend.targets`.
record Targets(Dockerfile file, SolveFailure.Source source) {
  private static final String HEAD = "TARGET";

  private record Target(String name, String base, Instruction from) {}

  private List<Target> all() {
    var targets = new ArrayList<Target>();
    for (Instruction instruction : file.instructions()) {
      if (instruction.keyword().equals("FROM")) {
        List<String> words = Words.plain(instruction.rest());
        String name = words.size() == 3 ? words.get(2).toLowerCase(Locale.ROOT) : "";
        targets.add(new Target(name, words.isEmpty() ? "" : words.getFirst(), instruction));
      }
    }
    return targets;
  }

  Map<String, byte[]> answer() {
    List<Target> all = all();
    var shown = new ArrayList<Map<String, Object>>();
    var text = new ArrayList<String>();
    for (int i = 0; i < all.size(); i++) {
      Target target = all.get(i);
      boolean last = i == all.size() - 1;
      var one = new TreeMap<String, Object>();
      one.put("base", target.base());
      one.put("location", SourcePlace.of(target.from().line(), target.from().lastLine()));
      if (!target.name().isEmpty()) {
        one.put("name", target.name());
      }
      if (last) {
        one.put("default", true);
      }
      target.from().flag("platform").ifPresent(platform -> one.put("platform", platform));
      shown.add(one);
      text.add((target.name() + (last ? " (default)" : "")).strip());
    }
    Map<String, Object> json =
        Map.of("targets", shown, "sources", List.of(source.text().getBytes(UTF_8)));
    int width = Math.max(HEAD.length(), text.stream().mapToInt(String::length).max().orElse(0)) + 1;
    var table = new StringBuilder(padded(HEAD, width)).append("DESCRIPTION\n");
    text.forEach(line -> table.append(padded(line, width)).append('\n'));
    return Map.of(
        "result.json", Json.bytes(json),
        "result.txt", table.toString().getBytes(UTF_8),
        "version", "1.0.0".getBytes(UTF_8));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
