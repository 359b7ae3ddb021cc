package havre.images;

import havre.oci.image.Descriptor;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.registryclient.FoundRepository;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Brings images from registries and to them. Errors are Docker's in kind and text.
public interface RegistryImages {
  /// Pulls an image by tag or digest; by the tag `latest` where the name has neither.
  ///
  /// @throws havre.common.HavreException NOT_FOUND and others
  Image pull(
      ImageReference name, @Nullable Platform platform, Credentials credentials, Progress progress)
      throws IOException;

  /// Pulls the images of all tags of a repository.
  ///
  /// @throws havre.common.HavreException NOT_FOUND and others
  void pullAll(
      ImageReference repository,
      @Nullable Platform platform,
      Credentials credentials,
      Progress progress)
      throws IOException;

  /// Pushes the image of that name, or all tagged images of a repository.
  ///
  /// @param platform what they must be made for, null for whatever they are
  /// @param pushed hears of every manifest that is stored
  void push(
      ImageReference name,
      @Nullable Platform platform,
      Credentials credentials,
      Progress progress,
      Consumer<PushedImage> pushed)
      throws IOException;

  /// What a push has stored.
  ///
  /// @param size bytes of the manifest
  record PushedImage(String tag, String digest, long size) {}

  /// Stores images of this engine in a registry, though they may have no name here.
  ///
  /// @param name with a tag
  /// @return what has the name there
  Descriptor publish(
      Publication publication, ImageReference name, Credentials credentials, Progress progress)
      throws IOException;

  /// A repository for layers that are no image's.
  ///
  /// @param name with a tag, or a digest
  /// @param write whether something is to be stored there
  LayerRepository repository(ImageReference name, Credentials credentials, boolean write);

  /// Looks at what a registry has under a name, without pulling it.
  RemoteImage look(ImageReference name, Credentials credentials) throws IOException;

  /// Reads all layers from the disk and compares them with what came in.
  ///
  /// @param logins credentials by registry, with which damaged layers are fetched again; null to
  ///   repair nothing
  /// @param told hears of every layer
  void check(@Nullable Function<String, Credentials> logins, Consumer<LayerCheck> told);

  /// Checks credentials at a registry.
  void login(String server, Credentials credentials);

  /// Asks a registry host's index.
  ///
  /// @param term what to look for, with the host in front unless it is Docker Hub's
  List<FoundRepository> search(String term, int limit, Credentials credentials);
}
