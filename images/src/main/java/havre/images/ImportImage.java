package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.History;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageDocument;
import havre.oci.image.Platform;
import havre.oci.image.RootFs;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;

/// `docker import`: an image of one layer.
final class ImportImage {
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final InstantSource clock;

  ImportImage(ImageLedger ledger, LayerStore layers, InstantSource clock) {
    this.ledger = ledger;
    this.layers = layers;
    this.clock = clock;
  }

  Image run(ImportRequest request, InputStream archive) throws IOException {
    // What the client wrote is checked before its archive is read.
    if (request.platform() != null && !request.platform().os().equals("linux")) {
      throw HavreException.invalid("operating system is not supported");
    }
    ImageConfig config = ConfigChanges.apply(ImageConfig.empty(), request.changes());
    ImageReference name = request.name() == null ? null : request.name().withDefaultTag();
    try (Lease lease = layers.lease()) {
      Layer layer = layers.register(null, null, archive, lease);
      return ledger.add(document(request, config, layer.diffId()), null, name);
    }
  }

  private ImageDocument document(ImportRequest request, ImageConfig config, Digest diffId) {
    Platform platform = request.platform() == null ? Platform.host() : request.platform();
    String created = clock.instant().toString();
    String message =
        request.message().isEmpty() ? "Imported from " + request.source() : request.message();
    return ImageDocument.of(
        new ImageDocument.Fields(
            platform.architecture(),
            platform.variant(),
            platform.os(),
            null,
            null,
            created,
            null,
            message,
            null,
            null,
            null,
            config,
            RootFs.of(List.of(diffId)),
            List.of(new History(created, null, null, message, false)),
            null));
  }
}
