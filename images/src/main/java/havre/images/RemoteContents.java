package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.Descriptor;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.registryclient.Referrer;
import havre.registryclient.Registries;
import havre.registryclient.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// What registries hold, as it is there: manifests, what refers to them, single blobs, and lists of
/// manifests that are put together. Nothing of it is kept here. Thread-safe.
public final class RemoteContents {
  private static final String PULL = "pull";

  private final Registries registries;

  public RemoteContents(Registries registries) {
    this.registries = registries;
  }

  private static String asked(ImageReference name) {
    Digest digest = name.digest();
    return digest == null ? String.valueOf(name.withDefaultTag().tag()) : digest.toString();
  }

  /// The manifest or list of a name.
  public Repository.Document manifest(ImageReference name, Credentials credentials) {
    return registries.repository(name, credentials, PULL).manifest(asked(name));
  }

  /// What refers to the image of a name, such as signatures.
  ///
  /// @param subject the digest of what they refer to
  public record Referrers(Digest subject, List<Referrer> all) {}

  public Referrers referrers(ImageReference name, Credentials credentials) {
    Repository repository = registries.repository(name, credentials, PULL);
    Digest digest = name.digest();
    Digest subject = digest == null ? repository.manifest(asked(name)).digest() : digest;
    return new Referrers(subject, repository.referrers(subject));
  }

  /// A blob of a repository, checked against its digest when it ends; to be closed.
  public InputStream blob(ImageReference name, Digest digest, long size, Credentials credentials)
      throws IOException {
    return registries.repository(name, credentials, PULL).blob(digest, size);
  }

  /// A part of a list that is to be made.
  ///
  /// @param source where its manifest is: a repository of the list's registry, with a digest
  /// @param descriptor as it is to stand in the list
  public record Part(ImageReference source, Descriptor descriptor) {}

  /// Puts a list of manifests under a name, with all that the repository has not of them.
  ///
  /// @param mediaType of the list, OCI's or Docker's
  public Descriptor putList(
      ImageReference name, String mediaType, List<Part> parts, Credentials credentials) {
    Repository target = registries.repository(name, credentials, "pull,push");
    var descriptors = new ArrayList<Descriptor>();
    for (Part part : parts) {
      if (!part.source().domain().equals(name.domain())) {
        throw HavreException.invalid(
            "cannot use source images from a different registry than the target image: %s != %s"
                .formatted(part.source().domain(), name.domain()));
      }
      if (!part.source().sameRepository(name)) {
        copy(part.source(), target, credentials);
      }
      descriptors.add(part.descriptor());
    }
    byte[] list = Json.bytes(new Index(Index.SCHEMA_VERSION, mediaType, descriptors, null));
    target.putManifest(asked(name), mediaType, list);
    return Descriptor.of(mediaType, Digest.sha256(list), list.length);
  }

  private void copy(ImageReference source, Repository target, Credentials credentials) {
    Repository from = registries.repository(source, credentials, PULL);
    Repository.Document document = from.manifest(asked(source));
    if (MediaTypes.isManifest(document.mediaType())) {
      Manifest manifest = Json.read(document.bytes(), Manifest.class, "manifest");
      var blobs = new ArrayList<>(manifest.layers());
      blobs.add(manifest.config());
      for (Descriptor blob : blobs) {
        if (!target.hasBlob(blob.digest()) && !target.mount(blob.digest(), source.path())) {
          throw HavreException.internal(
              "the registry would not take %s over from %s".formatted(blob.digest(), source.path()),
              null);
        }
      }
    }
    target.putManifest(document.digest().toString(), document.mediaType(), document.bytes());
  }
}
