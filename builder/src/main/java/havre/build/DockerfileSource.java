package havre.build;

import havre.build.context.BuildContext;
import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.DockerfileParser;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.IgnorePatterns;
import java.util.Optional;

/// Finds the Dockerfile of a build.
record DockerfileSource(BuildRequest request, BuildSources sources) {
  private static final String DEFAULT = "Dockerfile";
  private static final String IGNORE = ".dockerignore";

  /// @throws HavreException with Docker's text when there is none, or it cannot be read
  Dockerfile read() {
    String given = sources.dockerfile();
    if (given != null) {
      return DockerfileParser.parse(given);
    }
    BuildContext context = sources.context();
    String name = request.dockerfile().isEmpty() ? DEFAULT : request.dockerfile();
    Optional<String> text = context.text(name);
    if (text.isEmpty() && name.equals(DEFAULT)) {
      name = "dockerfile";
      text = context.text(name);
    }
    if (text.isEmpty()) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "Cannot locate specified Dockerfile: "
              + (request.dockerfile().isEmpty() ? DEFAULT : request.dockerfile()));
    }
    if (text.get().isEmpty()) {
      throw HavreException.invalid("the Dockerfile (" + name + ") cannot be empty");
    }
    leaveOut(context, name);
    return DockerfileParser.parse(text.get());
  }

  /// Clients send these files along even where the patterns name them; steps must not see them.
  private static void leaveOut(BuildContext context, String dockerfile) {
    Optional<String> patterns = context.text(IGNORE);
    if (patterns.isEmpty()) {
      return;
    }
    IgnorePatterns ignored = IgnorePatterns.ofFile(patterns.get());
    if (ignored.excludes(IGNORE)) {
      context.exclude(IGNORE);
    }
    if (ignored.excludes(dockerfile)) {
      context.exclude(dockerfile);
    }
  }
}
