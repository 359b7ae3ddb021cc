package havre.cli.command;

import java.nio.file.Path;

/// Where a user's configuration lies.
public final class ConfigFolder {
  private ConfigFolder() {}

  /// The folder that is said, or `HAVRE_CONFIG`, `DOCKER_CONFIG`, or `.docker` in the home folder:
  /// the credentials there are everybody's.
  public static Path of(Invocation invocation, String said) {
    for (String folder :
        new String[] {
          said, invocation.variable("HAVRE_CONFIG"), invocation.variable("DOCKER_CONFIG")
        }) {
      if (!folder.isEmpty()) {
        return invocation.file(folder);
      }
    }
    return invocation
        .file(invocation.environment().getOrDefault("HOME", "/root"))
        .resolve(".docker");
  }
}
