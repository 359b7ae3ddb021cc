package havre.engine.container;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to make an image of a container.
///
/// @param pause whether its processes are stopped meanwhile
/// @param repository of the image's name, or empty
/// @param tag of the image's name, or empty for `latest`
/// @param config the image's configuration before the changes, or null for the container's
/// @param changes Dockerfile instructions
public record CommitOptions(
    boolean pause,
    String repository,
    String tag,
    String author,
    String comment,
    @Nullable ContainerConfig config,
    List<String> changes) {
  public CommitOptions {
    changes = List.copyOf(changes);
  }
}
