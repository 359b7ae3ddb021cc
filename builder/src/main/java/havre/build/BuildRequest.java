package havre.build;

import havre.build.step.StepIsolation;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a build is asked for.
///
/// @param dockerfile its path in the context
/// @param tags the names the image gets
/// @param arguments values of `ARG`s
/// @param labels further labels of the image
/// @param target the stage that is wanted, empty for the last
/// @param noCache do every step anew
/// @param pull ask the registry for newer base images
/// @param quiet say nothing but the id
/// @param platform of the base images, null for this machine's
/// @param isolation how steps run
public record BuildRequest(
    String dockerfile,
    List<ImageReference> tags,
    Map<String, String> arguments,
    Map<String, String> labels,
    String target,
    boolean noCache,
    boolean pull,
    boolean quiet,
    @Nullable Platform platform,
    StepIsolation isolation) {
  public BuildRequest {
    tags = List.copyOf(tags);
    labels = Map.copyOf(labels);
  }
}
