package havre.build.lint;

import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Suggestion;
import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.util.Set;

/// Checks one `FROM`.
record FromLinter(Findings found, Globals globals, Instruction from) {
  private static final Set<String> TARGET = Set.of("$TARGETPLATFORM", "${TARGETPLATFORM}");

  /// @param written the name it begins with
  /// @return the name in this build
  String base(String written) {
    undefined(written);
    Set<String> used = VariableUses.in(written, globals.escape());
    boolean declared = globals.defaults().keySet().containsAll(used);
    if (declared && !used.isEmpty() && !isName(globals.expanded(written, globals.defaults()))) {
      found.add(
          LintRule.INVALID_DEFAULT_ARG_IN_FROM,
          from,
          "Default value for ARG " + written + " results in empty or invalid base image name");
    }
    return globals.expanded(written, globals.values());
  }

  private static boolean isName(String text) {
    try {
      return !text.isEmpty() && !ImageReference.parse(text).toString().isEmpty();
    } catch (HavreException _) {
      return false;
    }
  }

  private void undefined(String written) {
    for (String name : VariableUses.in(written, globals.escape())) {
      if (!globals.values().containsKey(name)) {
        found.add(
            LintRule.UNDEFINED_ARG_IN_FROM,
            from,
            "FROM argument '"
                + name
                + "' is not declared"
                + Suggestion.of(name, globals.values().keySet()));
      }
    }
  }

  /// @param stage its name, or empty
  void platform(String stage) {
    String written = from.flag("platform").orElse("");
    if (written.isEmpty()) {
      return;
    }
    undefined(written);
    if (TARGET.contains(written)) {
      found.add(
          LintRule.REDUNDANT_TARGET_PLATFORM,
          from,
          "Setting platform to predefined "
              + written
              + " in FROM is redundant as this is the default behavior");
    } else if (written.indexOf('$') < 0 && !isNamed(stage, written)) {
      found.add(
          LintRule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
          from,
          "FROM --platform flag should not use constant value \"" + written + "\"");
    }
  }

  /// A stage that is named after its platform means it.
  private static boolean isNamed(String stage, String written) {
    try {
      Platform platform = Platform.parse(written);
      return stage.contains(platform.os()) || stage.contains(platform.architecture());
    } catch (HavreException _) {
      return true; // building tells what is wrong
    }
  }

  /// @param platform of the image that is here
  void checkPlatform(String base, Platform platform) {
    String written = globals.expanded(from.flag("platform").orElse(""), globals.values());
    Platform wanted;
    try {
      wanted = written.isEmpty() ? globals.target() : Platform.parse(written);
    } catch (HavreException _) {
      return; // building tells what is wrong
    }
    if (!wanted.os().equals(platform.os())
        || !wanted.architecture().equals(platform.architecture())) {
      found.add(
          LintRule.INVALID_BASE_IMAGE_PLATFORM,
          from,
          "Base image %s was pulled with platform \"%s\", expected \"%s\" for current build"
              .formatted(base, platform, wanted));
    }
  }
}
