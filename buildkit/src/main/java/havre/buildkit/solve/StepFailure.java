package havre.buildkit.solve;

import havre.common.Digest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a step failed, in BuildKit's words where they are not the classic builder's.
final class StepFailure {
  private static final Pattern MISSING =
      Pattern.compile(
          "(?:COPY|ADD) failed: file not found in build context or excluded by \\.dockerignore:"
              + " stat (.*): file does not exist");

  private static final String CHECKSUM = "failed to calculate checksum of ref ";

  private StepFailure() {}

  /// What a build says of the failure of its step.
  static @Nullable String ofBuild(@Nullable String failure) {
    return failure != null && failure.startsWith(CHECKSUM)
        ? "failed to compute cache key: " + failure
        : failure;
  }

  /// @param step that failed
  /// @param message of the classic builder
  static String text(Digest step, String message) {
    Matcher missing = MISSING.matcher(message);
    return missing.matches()
        ? (CHECKSUM + "%s: \"/%s\": not found")
            .formatted(step.hex().substring(0, 25), missing.group(1).replaceAll("^/+", ""))
        : message;
  }
}
