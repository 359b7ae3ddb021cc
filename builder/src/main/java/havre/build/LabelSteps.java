package havre.build;

import havre.build.dockerfile.Instruction;
import java.util.List;
import java.util.Map;

/// The labels of a request: one more instruction of the wanted stage for each.
record LabelSteps(Map<String, String> labels) {
  void addTo(Stage stage) {
    labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(label -> instruction(label.getKey(), label.getValue()))
        .forEach(stage.instructions()::add);
  }

  private static Instruction instruction(String name, String value) {
    return new Instruction(
        "LABEL",
        List.of(),
        quoted(name) + "=" + quoted(value),
        List.of(),
        0,
        0,
        "LABEL " + name + "=" + value);
  }

  /// So that no variable in it is replaced.
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\"'\"'") + "'";
  }
}
