package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The clean-up by water marks: where the layers of all images take more than the high one, the
/// images that no container uses go, those first that have had their names longest, until what is
/// left is below the low one.
final class CollectImages {
  private static final Comparator<Image> LONGEST_NAMED_FIRST =
      Comparator.comparing(CollectImages::named).thenComparing(image -> image.id().toString());

  private final ImageLedger ledger;
  private final LayerStore layers;
  private final ImageUses uses;
  private final ImageEvents events;

  CollectImages(ImageLedger ledger, LayerStore layers, ImageUses uses, ImageEvents events) {
    this.ledger = ledger;
    this.layers = layers;
    this.uses = uses;
    this.events = events;
  }

  private static Instant named(Image image) {
    return Objects.requireNonNullElse(image.lastTagged(), image.document().created());
  }

  /// @param dry only tells what would go
  PruneReport collect(long high, long low, boolean dry) {
    Map<Digest, Image> left = new HashMap<>(ledger.catalog().byId());
    long before = size(left.values());
    if (before <= high) {
      return new PruneReport(List.of(), 0);
    }
    var removed = new ArrayList<RemovedImage>();
    long now = before;
    for (Image image :
        ledger.catalog().byId().values().stream().sorted(LONGEST_NAMED_FIRST).toList()) {
      if (now <= low) {
        break;
      }
      boolean parent = left.values().stream().anyMatch(other -> image.id().equals(other.parent()));
      if (left.containsKey(image.id()) && !parent && uses.of(image.id()).isEmpty()) {
        if (dry) {
          image.references().forEach(name -> removed.add(RemovedImage.untagged(name.familiar())));
          removed.add(RemovedImage.deleted(image.id().toString()));
          left.remove(image.id());
        } else {
          removed.addAll(remove(image));
          left.keySet().retainAll(ledger.catalog().byId().keySet());
        }
        now = size(left.values());
      }
    }
    if (!dry) {
      events.onPrune(before - now);
    }
    return new PruneReport(List.copyOf(removed), before - now);
  }

  private List<RemovedImage> remove(Image image) {
    var removed = new ArrayList<RemovedImage>();
    try {
      for (ImageReference name : image.references()) {
        if (ledger.catalog().byId().containsKey(image.id())) {
          removed.addAll(removal().remove(image.id(), name));
        }
      }
      if (ledger.catalog().byId().containsKey(image.id())) {
        removed.addAll(removal().remove(image.id().hex(), null));
      }
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      } // somebody uses it since, or it went
    }
    return removed;
  }

  /// Each name by itself, as its list of what went is its own.
  private RemoveImage removal() {
    return new RemoveImage(ledger, uses, events, false, true);
  }

  private long size(Collection<Image> images) {
    Set<Digest> chain = new HashSet<>();
    for (Image image : images) {
      chain.addAll(ChainIds.all(image.document().diffIds()));
    }
    long size = 0;
    for (Digest each : chain) {
      size += layers.find(each).map(Layer::size).orElse(0L);
    }
    return size;
  }
}
