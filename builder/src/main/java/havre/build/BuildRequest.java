package havre.build;

import havre.build.step.Leftovers;
import havre.build.step.StepIsolation;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a build is asked for.
///
/// @param dockerfile its path in the context
/// @param tags the names the image gets
/// @param arguments values of `ARG`s
/// @param labels further labels of the image
/// @param target the stage that is wanted, empty for the last
/// @param caching which results of earlier builds may be used
/// @param pull ask the registry for newer base images
/// @param quiet say nothing but the id
/// @param platform of the base images, null for this machine's
/// @param isolation how steps run
/// @param manner what the classic builder does otherwise
public record BuildRequest(
    String dockerfile,
    List<ImageReference> tags,
    Map<String, String> arguments,
    Map<String, String> labels,
    String target,
    Caching caching,
    boolean pull,
    boolean quiet,
    @Nullable Platform platform,
    StepIsolation isolation,
    Manner manner) {
  public BuildRequest {
    tags = List.copyOf(tags);
    labels = Map.copyOf(labels);
  }

  /// Which results of earlier builds may be used.
  ///
  /// @param use any at all
  /// @param sources names of the images that alone count; empty for everything built here
  /// @param anew stages that use none, in lower case
  public record Caching(boolean use, List<String> sources, Set<String> anew) {
    public Caching {
      sources = List.copyOf(sources);
      anew = Set.copyOf(anew);
    }

    public Caching(boolean use, List<String> sources) {
      this(use, sources, Set.of());
    }
  }

  /// Where the classic builder and BuildKit differ.
  ///
  /// @param allStages build also those that the target does not need, and refuse equal names
  /// @param leftovers what becomes of the containers of steps
  /// @param namedArguments arguments that were named without a value, which only the warning about
  ///   unused ones needs
  public record Manner(boolean allStages, Leftovers leftovers, Set<String> namedArguments) {
    public static final Manner OF_BUILDKIT = new Manner(false, Leftovers.REMOVED, Set.of());

    public Manner {
      namedArguments = Set.copyOf(namedArguments);
    }
  }
}
