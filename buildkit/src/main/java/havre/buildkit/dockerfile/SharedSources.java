package havre.buildkit.dockerfile;

import havre.build.BuildSources;
import havre.build.context.BuildContext;
import havre.build.step.StepSource;
import havre.buildkit.session.ClientLogins;
import havre.buildkit.session.ClientSecrets;
import havre.buildkit.session.Session;
import havre.oci.image.Platform;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sources of one Dockerfile, fetched once though it may be built for several platforms.
/// Thread-safe.
final class SharedSources {
  private final ClientInputs inputs;
  private final UsedPaths used;
  private final String dockerfile;
  private final Session session;
  private final ClientContexts contexts;
  private final List<StepSource> caches;
  private @Nullable BuildContext context;

  SharedSources(
      ClientInputs inputs,
      UsedPaths used,
      String dockerfile,
      Session session,
      ClientContexts contexts,
      List<StepSource> caches) {
    this.inputs = inputs;
    this.used = used;
    this.dockerfile = dockerfile;
    this.session = session;
    this.contexts = contexts;
    this.caches = caches;
  }

  synchronized BuildSources get(@Nullable Platform platform)
      throws IOException, InterruptedException {
    BuildContext files = context;
    if (files == null) {
      files = inputs.context(used);
      context = files;
    }
    return new BuildSources(
        files,
        dockerfile,
        new ClientSecrets(session),
        new ClientLogins(session),
        contexts.on(platform),
        caches);
  }
}
