package havre.daemon;

import havre.build.Builder;
import havre.build.step.BuildLog;
import havre.images.Image;
import havre.images.Images;
import havre.images.Progress;
import havre.images.RegistryImages;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The base images of builds: those that are here, and from a registry what is not.
final class PulledBases implements Builder.BaseImages {
  private final Images images;
  private final RegistryImages registries;

  PulledBases(Images images, RegistryImages registries) {
    this.images = images;
    this.registries = registries;
  }

  @Override
  public Image find(String name, @Nullable Platform platform, boolean pull, BuildLog log) {
    Optional<Image> here = images.find(name);
    boolean usable =
        here.isPresent()
            && (platform == null || platform.accepts(here.get().document().platform()));
    if (usable && !pull) {
      return here.get();
    }
    try {
      return registries.pull(
          ImageReference.parse(name), platform, Credentials.NONE, new Shown(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells a build's reader of the parts that are done.
  private record Shown(BuildLog log) implements Progress {
    @Override
    public void stream(String text) {
      log.text(text);
    }

    @Override
    public void status(@Nullable String id, String status, long current, long total) {
      if (current == 0) {
        log.text((id == null ? "" : id + ": ") + status + "\n");
      }
    }
  }
}
