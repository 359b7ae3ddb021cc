package havre.images;

import havre.oci.image.Descriptor;
import havre.oci.image.Platform;
import java.util.List;

/// What a registry has under a name: its manifest or index, and for which platforms that is.
public record RemoteImage(Descriptor descriptor, List<Platform> platforms) {
  public RemoteImage {
    platforms = List.copyOf(platforms);
  }
}
