package havre.images;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// `docker image prune`: removes what nobody has a name for, or all that no container uses.
final class PruneImages {
  private final ImageLedger ledger;
  private final ImageUses uses;
  private final ImageEvents events;
  private final Instant now;
  private final List<RemovedImage> removed = new ArrayList<>();
  private long space;

  PruneImages(ImageLedger ledger, ImageUses uses, ImageEvents events, Instant now) {
    this.ledger = ledger;
    this.uses = uses;
    this.events = events;
    this.now = now;
  }

  PruneReport prune(ImageFilters filters) {
    boolean danglingOnly = filters.flag("dangling", true);
    var others = new HashMap<>(filters.values());
    others.remove("dangling");
    Catalog catalog = ledger.catalog();
    Predicate<Image> wanted =
        new ImageSelection(catalog, ImageFilters.ofPrune(others), now).matching(false);
    for (Image image : catalog.newestFirst()) {
      if (wanted.test(image) && (!danglingOnly || image.tags().isEmpty())) {
        remove(image);
      }
    }
    events.onPrune(space);
    return new PruneReport(List.copyOf(removed), space);
  }

  /// Takes the names away one by one, so that of an image in use the last one stays.
  private void remove(Image image) {
    if (image.isDangling()) {
      remove(image, removal -> removal.remove(image.id().hex(), null));
    }
    for (ImageReference name : image.references()) {
      remove(image, removal -> removal.remove(image.id(), name));
    }
  }

  private void remove(Image image, Function<RemoveImage, List<RemovedImage>> how) {
    if (!ledger.catalog().byId().containsKey(image.id())) {
      return; // it went with another
    }
    var removal = new RemoveImage(ledger, uses, events, false, true);
    try {
      removed.addAll(how.apply(removal));
      space += removal.freed();
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      } // it is in use, or went with another
    }
  }
}
