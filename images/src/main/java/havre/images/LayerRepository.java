package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.Descriptor;
import havre.oci.reference.ImageReference;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.util.Optional;

/// A repository in which builds keep layers with documents of their own. Thread-safe.
public final class LayerRepository {
  private static final int LARGEST_DOCUMENT = 64 << 20;

  private final Repository repository;
  private final ImageReference name;
  private final LayerStore layers;
  private final LayerBlobs blobs;

  LayerRepository(Repository repository, ImageReference name, LayerStore layers, LayerBlobs blobs) {
    this.repository = repository;
    this.name = name;
    this.layers = layers;
    this.blobs = blobs;
  }

  /// Brings a layer there, unless it is there already.
  public Descriptor push(Layer layer, ImageForm form) throws IOException {
    var push = new LayerPush(repository, name, layers, blobs, form, Progress.none());
    Optional<Descriptor> there = push.existing(layer.diffId());
    return there.isPresent() ? there.get() : push.upload(layer.diffId(), layer.chainId());
  }

  /// Stores a small blob.
  public void put(byte[] content) {
    Digest digest = Digest.sha256(content);
    if (!repository.hasBlob(digest)) {
      repository.upload(digest, HttpRequest.BodyPublishers.ofByteArray(content));
    }
  }

  /// Stores a manifest under the name.
  public void putManifest(String mediaType, byte[] content) {
    repository.putManifest(String.valueOf(name.tag()), mediaType, content);
  }

  /// What has the name.
  ///
  /// @throws HavreException NOT_FOUND when nothing has
  public Repository.Document manifest() {
    Digest digest = name.digest();
    try {
      return repository.manifest(digest == null ? String.valueOf(name.tag()) : digest.toString());
    } catch (RegistryException e) {
      throw e.status() == 404 ? HavreException.notFound(name + ": not found") : e;
    }
  }

  /// A manifest that another one names.
  public byte[] manifest(Digest digest) {
    return repository.manifest(digest.toString()).bytes();
  }

  /// The whole of a small blob.
  public byte[] read(Descriptor blob) throws IOException {
    if (blob.size() > LARGEST_DOCUMENT) {
      throw HavreException.invalid(blob.digest() + " is too large: " + blob.size());
    }
    try (InputStream in = open(blob)) {
      return in.readAllBytes();
    }
  }

  public InputStream open(Descriptor blob) throws IOException {
    return repository.blob(blob.digest(), blob.size());
  }
}
