package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.util.ArrayList;
import java.util.List;

/// The manifest with which an image is saved: of its layers as they are kept, not compressed.
///
/// @param config the image's id
/// @param descriptor of the manifest itself, with the image's platform
record SavedManifest(Digest config, List<Descriptor> layers, byte[] bytes, Descriptor descriptor) {
  /// @throws HavreException of kind NOT_FOUND when a layer is missing
  static SavedManifest of(ImageDocument image, LayerStore store) {
    var layers = new ArrayList<Descriptor>();
    for (Digest chainId : ChainIds.all(image.diffIds())) {
      Layer layer = layer(chainId, store);
      layers.add(Descriptor.of(MediaTypes.OCI_LAYER, layer.diffId(), layer.archiveSize()));
    }
    Descriptor config = Descriptor.of(MediaTypes.OCI_CONFIG, image.id(), image.raw().length);
    byte[] bytes = Json.bytes(Manifest.of(config, layers));
    return new SavedManifest(
        image.id(),
        List.copyOf(layers),
        bytes,
        Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(bytes), bytes.length)
            .withPlatform(image.platform()));
  }

  static Layer layer(Digest chainId, LayerStore store) {
    return store
        .find(chainId)
        .orElseThrow(() -> HavreException.notFound("layer " + chainId + " is missing"));
  }
}
