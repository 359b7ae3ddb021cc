package havre.buildkit.dockerfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.dockerfile.Dockerfile;
import havre.build.lint.LintWarning;
import havre.build.lint.Linter;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.SolveFailure;
import havre.buildkit.wire.ProtoWriter;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What checking a Dockerfile finds, as clients read it.
///
/// @param error whether a warning fails the build
record Lint(SolveFailure.Source source, List<LintWarning> warnings, boolean error) {
  private static final int LEVEL = 1;

  /// @param options of the frontend, for arguments and platform
  static Lint of(
      Dockerfile file, FrontendOptions options, SolveFailure.Source source, Images images) {
    Map<String, String> arguments = options.arguments();
    Platform platform = options.platform();
    Set<String> renamed = options.contexts().keySet();
    List<LintWarning> warnings =
        Linter.check(
            file,
            arguments,
            platform == null ? Platform.host() : platform,
            name -> renamed.contains(name) ? Optional.empty() : base(images, name));
    return new Lint(source, warnings, Linter.options(file, arguments).error());
  }

  private static Optional<Linter.Base> base(Images images, String name) {
    Optional<Image> found;
    try {
      found = images.find(name);
    } catch (HavreException _) {
      return Optional.empty(); // building tells what is wrong
    }
    return found.map(image -> {
      var variables = new HashSet<String>();
      Objects.requireNonNullElse(image.config().env(), List.<String>of())
          .forEach(entry -> variables.add(entry.split("=", 2)[0]));
      return new Linter.Base(variables, image.document().platform());
    });
  }

  /// Tells the build's watchers, and fails where the file says so.
  ///
  /// @param step that the warnings are shown with
  void tell(BuildJob job, Digest step) {
    for (LintWarning warning : warnings) {
      job.warn(message(warning, step).toBytes());
    }
    if (error && !warnings.isEmpty()) {
      List<String> rules =
          warnings.stream().map(warning -> warning.rule().title()).distinct().sorted().toList();
      throw HavreException.invalid("lint violation found for rules: " + String.join(", ", rules));
    }
  }

  /// A `moby.buildkit.v1.VertexWarning`.
  private ProtoWriter message(LintWarning warning, Digest step) {
    var info =
        new ProtoWriter()
            .string(1, source.name())
            .bytes(2, source.text().getBytes(UTF_8))
            .string(4, "Dockerfile");
    var range =
        new ProtoWriter()
            .message(1, new ProtoWriter().number(1, warning.firstLine()))
            .message(2, new ProtoWriter().number(1, warning.lastLine()));
    return new ProtoWriter()
        .string(1, step.toString())
        .number(2, LEVEL)
        .bytes(3, warning.shortText().getBytes(UTF_8))
        .bytes(4, warning.rule().description().getBytes(UTF_8))
        .string(5, warning.rule().address())
        .message(6, info)
        .message(7, range);
  }

  /// The answer to the request `frontend.lint`.
  Map<String, byte[]> answer() {
    return Map.of(
        "result.json", Json.bytes(json()),
        "result.txt", text().getBytes(UTF_8),
        "result.statuscode", (warnings.isEmpty() ? "0" : "1").getBytes(UTF_8),
        "version", "1.0.0".getBytes(UTF_8));
  }

  private Map<String, Object> json() {
    var all = new ArrayList<Map<String, Object>>();
    for (LintWarning warning : warnings) {
      all.add(
          Map.of(
              "ruleName", warning.rule().title(),
              "description", warning.rule().description(),
              "url", warning.rule().address(),
              "detail", warning.detail(),
              "location", SourcePlace.of(warning.firstLine(), warning.lastLine())));
    }
    return Map.of(
        "warnings",
        all,
        "sources",
        List.of(
            Map.of(
                "fileName", source.name(),
                "language", "Dockerfile",
                "data", source.text().getBytes(UTF_8))));
  }

  private String text() {
    var text = new StringBuilder();
    for (LintWarning warning : warnings) {
      text.append(
              "\nWARNING: %s - %s\n".formatted(warning.rule().title(), warning.rule().address()))
          .append(warning.detail())
          .append('\n')
          .append(SourcePlace.excerpt(source, warning.firstLine(), warning.lastLine()));
    }
    return text.toString();
  }
}
