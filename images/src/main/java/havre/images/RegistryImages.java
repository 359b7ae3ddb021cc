package havre.images;

import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Brings images from registries and to them.
public interface RegistryImages {
  /// Pulls an image by tag or digest.
  ///
  /// @throws havre.common.HavreException NOT_FOUND and others, with Docker's text
  Image pull(
      ImageReference name, @Nullable Platform platform, Credentials credentials, Progress progress)
      throws IOException;

  /// Pushes the image of that name, which has a tag.
  ///
  /// @return the digest of its manifest
  PushedImage push(ImageReference name, Credentials credentials, Progress progress)
      throws IOException;

  /// What a push has stored.
  ///
  /// @param size bytes of the manifest
  record PushedImage(String tag, String digest, long size) {}

  /// Checks credentials at a registry.
  void login(String server, Credentials credentials);
}
