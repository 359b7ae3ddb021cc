package havre.images;

import havre.common.Digest;
import havre.oci.image.Descriptor;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobUpload;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Sends single layers to a repository. A layer is compressed, always to the same bytes, only when
/// the registry has no blob that is known to hold it.
final class LayerPush {
  private static final int ATTEMPTS = 3;
  private static final int SHORT_ID = 12;

  private final Repository repository;
  private final ImageReference name;
  private final LayerStore layers;
  private final LayerBlobs blobs;
  private final ImageForm form;
  private final Progress progress;

  LayerPush(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      LayerBlobs blobs,
      ImageForm form,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.layers = layers;
    this.blobs = blobs;
    this.form = form;
    this.progress = progress;
  }

  static String shortId(Digest diffId) {
    return diffId.hex().substring(0, SHORT_ID);
  }

  /// The blob that the repository has of a layer, or takes over from another one of the registry.
  Optional<Descriptor> existing(Digest diffId) {
    List<LayerBlobs.Known> known =
        blobs.of(diffId).stream().filter(blob -> form.admits(blob.blob().mediaType())).toList();
    for (LayerBlobs.Known blob : known) {
      if (blob.isIn(name) && repository.hasBlob(blob.blob().digest())) {
        progress.status(shortId(diffId), "Layer already exists", 0, 0);
        return Optional.of(blob.blob());
      }
    }
    for (LayerBlobs.Known blob : known) {
      if (!blob.isIn(name)
          && blob.isOnRegistryOf(name)
          && repository.mount(blob.blob().digest(), blob.path(name))) {
        progress.status(shortId(diffId), "Mounted from " + blob.path(name), 0, 0);
        blobs.remember(diffId, blob.blob(), name);
        return Optional.of(blob.blob());
      }
    }
    return Optional.empty();
  }

  /// Docker's own manifests know no such layer.
  static boolean isZstd(Descriptor blob) {
    return blob.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD);
  }

  /// @return the blob that the repository has then
  Descriptor upload(Digest diffId, Digest chainId) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return uploadOnce(diffId, chainId);
      } catch (RegistryException e) {
        if (attempt == ATTEMPTS || !e.code().startsWith("BLOB_UPLOAD_")) {
          throw e;
        } // the registry has forgotten the upload, as one that was started again does
      }
    }
  }

  private Descriptor uploadOnce(Digest diffId, Digest chainId) throws IOException {
    String shown = shortId(diffId);
    try (BlobUpload upload = repository.upload()) {
      long size = layers.find(chainId).map(Layer::archiveSize).orElse(0L);
      form.compression()
          .write(
              out ->
                  layers.writeArchive(
                      chainId, new ShownOutput(out, progress, shown, size, "Pushing")),
              upload);
      BlobUpload.Uploaded blob = upload.finish();
      progress.status(shown, blob.existed() ? "Layer already exists" : "Pushed", 0, 0);
      Descriptor descriptor = Descriptor.of(form.layerType(), blob.digest(), blob.size());
      blobs.remember(diffId, descriptor, name);
      return descriptor;
    }
  }
}
