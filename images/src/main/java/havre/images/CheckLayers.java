package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobStream;
import havre.registryclient.Credentials;
import havre.registryclient.Registries;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads all layers from the disk and compares them with what came in; damaged ones are fetched
/// again from where they came from.
final class CheckLayers {
  private final Catalog catalog;
  private final LayerStore layers;
  private final LayerBlobs blobs;
  private final Registries registries;

  CheckLayers(Catalog catalog, LayerStore layers, LayerBlobs blobs, Registries registries) {
    this.catalog = catalog;
    this.layers = layers;
    this.blobs = blobs;
    this.registries = registries;
  }

  /// @param logins credentials by registry; null to repair nothing
  /// @param told hears of every layer
  void run(@Nullable Function<String, Credentials> logins, Consumer<LayerCheck> told) {
    for (Digest chainId : layers.chainIds()) {
      try (Lease lease = layers.lease()) {
        lease.keep(chainId);
        told.accept(check(chainId, logins));
      }
    }
  }

  private LayerCheck check(Digest chainId, @Nullable Function<String, Credentials> logins) {
    List<String> images = imagesWith(chainId);
    Optional<String> damage = layers.damage(chainId);
    if (damage.isEmpty() || logins == null) {
      return new LayerCheck(chainId, images, damage.orElse(null), List.of(), null);
    }
    String failure = "no registry is known that has it";
    for (LayerBlobs.Known known : blobs.of(diffId(chainId))) {
      try {
        List<String> repaired = repair(chainId, known, logins);
        Optional<String> left = layers.damage(chainId);
        if (left.isEmpty()) {
          return new LayerCheck(chainId, images, damage.get(), repaired, null);
        }
        failure = left.get();
      } catch (HavreException | IOException e) {
        failure = known.repository() + ": " + e.getMessage();
      }
    }
    return new LayerCheck(chainId, images, damage.get(), List.of(), failure);
  }

  private List<String> repair(
      Digest chainId, LayerBlobs.Known known, Function<String, Credentials> logins)
      throws IOException {
    ImageReference name = ImageReference.parse(known.repository());
    try (BlobStream blob =
        registries
            .repository(name, logins.apply(name.domain()), "pull")
            .blob(known.blob().digest(), known.blob().size())) {
      return layers.repair(chainId, blob);
    }
  }

  private List<String> imagesWith(Digest chainId) {
    var images = new ArrayList<String>();
    for (Image image : catalog.newestFirst()) {
      if (ChainIds.all(image.document().diffIds()).contains(chainId)) {
        images.add(
            image.tags().isEmpty() ? image.id().toString() : image.tags().getFirst().familiar());
      }
    }
    return images;
  }

  /// That of a layer which is missing on disk is known from the images that have it.
  private Digest diffId(Digest chainId) {
    return layers.find(chainId).map(Layer::diffId).or(() -> fromImages(chainId)).orElse(chainId);
  }

  private Optional<Digest> fromImages(Digest chainId) {
    for (Image image : catalog.newestFirst()) {
      List<Digest> diffIds = image.document().diffIds();
      int at = ChainIds.all(diffIds).indexOf(chainId);
      if (at >= 0) {
        return Optional.of(diffIds.get(at));
      }
    }
    return Optional.empty();
  }
}
