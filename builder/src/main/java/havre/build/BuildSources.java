package havre.build;

import havre.build.context.BuildContext;
import havre.build.step.Secrets;
import havre.build.step.StepSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a build is made from, beside the images.
///
/// @param context the files it may use
/// @param dockerfile its text where that is no file of the context, else null
/// @param secrets what its client gives to single steps
/// @param logins for registries
/// @param named what names of the client's stand for
/// @param caches results of steps that are kept elsewhere
public record BuildSources(
    BuildContext context,
    @Nullable String dockerfile,
    Secrets secrets,
    Logins logins,
    NamedContexts named,
    List<StepSource> caches) {
  public BuildSources {
    caches = List.copyOf(caches);
  }

  public BuildSources(
      BuildContext context, @Nullable String dockerfile, Secrets secrets, Logins logins) {
    this(context, dockerfile, secrets, logins, NamedContexts.NONE, List.of());
  }

  public BuildSources(BuildContext context, @Nullable String dockerfile, Secrets secrets) {
    this(context, dockerfile, secrets, Logins.NONE);
  }

  /// A context with its Dockerfile, and no secrets.
  public static BuildSources of(BuildContext context) {
    return new BuildSources(context, null, Secrets.NONE);
  }
}
