package havre.build.lint;

import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Pairs;
import havre.build.dockerfile.Words;
import java.util.List;
import java.util.regex.Pattern;

/// Finds variables that are called like something secret.
record SecretNames(Findings found) {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret"
              + "|token)(?:_|$)");
  private static final Pattern HARMLESS = Pattern.compile("(?i)(?:_|^)(?:public)(?:_|$)");

  /// Of an `ARG` or `ENV`.
  void check(Instruction instruction) {
    List<String> names =
        instruction.keyword().equals("ENV")
            ? Pairs.read(instruction, '\\').stream().map(Pairs.Pair::name).toList()
            : Words.plain(instruction.rest()).stream().map(w -> w.split("=", 2)[0]).toList();
    for (String name : names) {
      if (SECRET.matcher(name).find() && !HARMLESS.matcher(name).find()) {
        found.add(
            LintRule.SECRETS_USED_IN_ARG_OR_ENV,
            instruction,
            "Do not use ARG or ENV instructions for sensitive data (%s \"%s\")"
                .formatted(instruction.keyword(), name));
      }
    }
  }
}
