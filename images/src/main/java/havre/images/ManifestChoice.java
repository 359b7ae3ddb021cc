package havre.images;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobStream;
import havre.registryclient.Repository;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Finds the one image that is meant by a name and a platform.
final class ManifestChoice {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_LAYERS = 128;

  private final Repository repository;
  private final ImageReference name;
  private final @Nullable Platform platform;

  /// @param platform null for this machine's, or whatever a single image is for
  ManifestChoice(Repository repository, ImageReference name, @Nullable Platform platform) {
    this.repository = repository;
    this.name = name;
    this.platform = platform;
  }

  /// An image of the registry.
  record Chosen(Manifest manifest, ImageDocument document) {}

  /// @throws HavreException NOT_FOUND when there is none for the platform, and others
  Chosen choose(Repository.Document top) throws IOException {
    Manifest manifest = manifest(top, 0);
    return new Chosen(manifest, config(manifest));
  }

  private Manifest manifest(Repository.Document document, int depth) {
    if (!MediaTypes.isIndex(document.mediaType())) {
      return single(document);
    }
    if (depth >= MAX_DEPTH) {
      throw HavreException.invalid("manifest lists are nested too deeply");
    }
    Index index = Json.read(document.bytes(), Index.class, "manifest list");
    Platform wanted = platform == null ? Platform.host() : platform;
    for (Descriptor descriptor : index.manifests()) {
      Platform offered = descriptor.platform();
      if (offered == null && isNested(descriptor) || offered != null && wanted.accepts(offered)) {
        return manifest(repository.manifest(descriptor.digest().toString()), depth + 1);
      }
    }
    throw HavreException.notFound(
        "no matching manifest for %s in the manifest list entries".formatted(wanted));
  }

  private static boolean isNested(Descriptor descriptor) {
    return MediaTypes.isIndex(descriptor.mediaType());
  }

  private static Manifest single(Repository.Document document) {
    if (MediaTypes.isManifest(document.mediaType())) {
      return Json.read(document.bytes(), Manifest.class, "manifest");
    }
    if (document.mediaType().startsWith("application/vnd.docker.distribution.manifest.v1")) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been"
              + " removed. Suggest the author to upgrade the image to the OCI Format or Docker"
              + " Image manifest v2, schema 2");
    }
    throw new HavreException(
        ErrorKind.INTERNAL,
        "mediaType in manifest should be '%s' not '%s'"
            .formatted(MediaTypes.DOCKER_MANIFEST, document.mediaType()));
  }

  private ImageDocument config(Manifest manifest) throws IOException {
    Descriptor descriptor = manifest.config();
    if (!MediaTypes.isImageConfig(descriptor.mediaType())) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "unsupported media type %s for an image's configuration"
              .formatted(descriptor.mediaType()));
    }
    if (descriptor.size() > ImageDocument.MAX_SIZE || manifest.layers().size() > MAX_LAYERS) {
      throw HavreException.invalid("image has too large a configuration, or too many layers");
    }
    ImageDocument document;
    try (BlobStream in = repository.blob(descriptor.digest(), descriptor.size())) {
      document = ImageDocument.parse(in.readAllBytes());
    } catch (BlobStream.WrongDigestException e) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "image config verification failed for digest " + descriptor.digest(),
          e);
    }
    if (document.diffIds().size() != manifest.layers().size()) {
      throw new HavreException(
          ErrorKind.INTERNAL, "layers from manifest don't match image configuration");
    }
    Platform wanted = platform;
    if (wanted != null && !wanted.accepts(document.platform())) {
      throw HavreException.notFound(
          "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
              .formatted(name.familiar(), document.platform(), wanted));
    }
    return document;
  }
}
