package havre.build.lint;

import havre.common.HavreException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How a Dockerfile is checked: what its directive `check` says, or the build argument
/// `BUILDKIT_DOCKERFILE_CHECK`.
///
/// @param skipped names of rules
/// @param all whether no rule counts
/// @param error whether a warning fails the build
public record LintOptions(Set<String> skipped, boolean all, boolean error) {
  /// The build argument that goes before the directive.
  public static final String ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK";

  public LintOptions {
    skipped = Set.copyOf(skipped);
  }

  /// @param text such as `skip=StageNameCasing,FromAsCasing;error=true`
  /// @throws HavreException INVALID for anything else
  public static LintOptions parse(String text) {
    var skipped = new HashSet<String>();
    boolean all = false;
    boolean error = false;
    for (String part : text.isBlank() ? List.<String>of() : List.of(text.strip().split(";"))) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw HavreException.invalid("invalid check option \"" + part + "\"");
      }
      String name = part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      switch (name) {
        case "skip" -> {
          all = value.equals("all");
          for (String rule : value.split(",")) {
            skipped.add(rule.strip().toLowerCase(Locale.ROOT));
          }
        }
        case "error" -> error = bool(part, value);
        default -> throw HavreException.invalid("invalid check option \"" + name + "\"");
      }
    }
    return new LintOptions(skipped, all, error);
  }

  private static boolean bool(String part, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true" -> true;
      case "0", "f", "false" -> false;
      default ->
          throw HavreException.invalid(
              "failed to parse check option \""
                  + part
                  + "\": strconv.ParseBool: parsing \""
                  + value
                  + "\": invalid syntax");
    };
  }

  boolean wants(LintRule rule) {
    return !all && !skipped.contains(rule.title().toLowerCase(Locale.ROOT));
  }
}
