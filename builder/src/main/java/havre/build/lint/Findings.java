package havre.build.lint;

import havre.build.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the checks of one Dockerfile find.
final class Findings {
  private final LintOptions options;
  private final List<LintWarning> warnings = new ArrayList<>();

  Findings(LintOptions options) {
    this.options = options;
  }

  void add(LintRule rule, Instruction at, String detail) {
    add(rule, at.line(), at.lastLine(), detail);
  }

  void add(LintRule rule, int first, int last, String detail) {
    if (options.wants(rule)) {
      warnings.add(new LintWarning(rule, detail, first, last));
    }
  }

  List<LintWarning> inOrder() {
    return warnings.stream().sorted(Comparator.comparingInt(LintWarning::firstLine)).toList();
  }
}
