package havre.buildkit.dockerfile;

import havre.buildkit.solve.SolveFailure;
import java.util.List;
import java.util.Map;

/// Places in a file of instructions.
final class SourcePlace {
  private static final String RULE = "--------------------\n";
  private static final int AROUND_ONE = 4;
  private static final int AROUND_SEVERAL = 2;

  private SourcePlace() {}

  /// A `pb.Location` as JSON.
  static Map<String, Object> of(int first, int last) {
    return Map.of(
        "ranges",
        List.of(
            Map.of(
                "start", Map.of("line", first, "character", 0),
                "end", Map.of("line", last, "character", 0))));
  }

  /// The lines of a place and those around it, as BuildKit shows them.
  static String excerpt(SolveFailure.Source source, int first, int last) {
    List<String> lines = List.of(source.text().split("\n", -1));
    int end = Math.min(last, lines.size());
    int start = first;
    int wanted = first == end ? AROUND_ONE : AROUND_SEVERAL;
    for (int shown = 0; shown < wanted; shown++) {
      if (start > 1) {
        start--;
        shown++;
      }
      if (end < lines.size()) {
        end++;
        shown++;
      }
    }
    var text = new StringBuilder("%s:%d\n".formatted(source.name(), first)).append(RULE);
    for (int line = start; line <= end; line++) {
      text.append(
          " %3d | %s %s\n"
              .formatted(line, line >= first && line <= last ? ">>>" : "   ", lines.get(line - 1)));
    }
    return text.append(RULE).toString();
  }
}
