package havre.daemon;

import havre.build.Builder;
import havre.build.Logins;
import havre.build.step.BuildLog;
import havre.images.Image;
import havre.images.Images;
import havre.images.RegistryImages;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
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
  public Image find(
      String name, @Nullable Platform platform, boolean pull, Logins logins, BuildLog log) {
    Optional<Image> here = images.find(name).flatMap(_ -> usable(name, platform));
    if (here.isPresent() && !pull) {
      return here.get();
    }
    ImageReference reference = ImageReference.parse(name);
    try {
      return registries.pull(reference, platform, logins.at(reference.domain()), log.progress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Image> usable(String name, @Nullable Platform platform) {
    return images.meant(name).stream()
        .filter(image -> platform == null || platform.accepts(image.document().platform()))
        .findFirst();
  }
}
