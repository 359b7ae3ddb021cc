package havre.build.lint;

/// A place of a Dockerfile that breaks a rule.
///
/// @param detail what is wrong with it
/// @param firstLine of the place, from 1
/// @param lastLine of the place
public record LintWarning(LintRule rule, String detail, int firstLine, int lastLine) {
  /// In one line.
  public String shortText() {
    return rule.title() + ": " + detail + " (line " + firstLine + ")";
  }
}
