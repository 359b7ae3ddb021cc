package havre.images;

import havre.common.HavreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// `docker image prune`: removes what nobody has a name for, or all that no container uses.
final class PruneImages {
  private final ImageLedger ledger;
  private final ImageUses uses;
  private final ImageEvents events;
  private final Instant now;

  PruneImages(ImageLedger ledger, ImageUses uses, ImageEvents events, Instant now) {
    this.ledger = ledger;
    this.uses = uses;
    this.events = events;
    this.now = now;
  }

  PruneReport prune(ImageFilters filters) {
    boolean danglingOnly = filters.flag("dangling", true);
    var others = new java.util.HashMap<>(filters.values());
    others.remove("dangling");
    Catalog catalog = ledger.catalog();
    Predicate<Image> wanted =
        new ImageSelection(catalog, ImageFilters.ofPrune(others), now).matching(true);
    var removed = new ArrayList<RemovedImage>();
    long space = 0;
    for (Image image : catalog.newestFirst()) {
      boolean candidate = danglingOnly ? image.isDangling() : true;
      boolean keep =
          !candidate
              || !wanted.test(image)
              || !ledger.catalog().byId().containsKey(image.id())
              || !uses.of(image.id()).isEmpty()
              || !ledger.catalog().childrenOf(image.id()).isEmpty();
      if (keep) {
        continue;
      }
      try {
        List<RemovedImage> steps = remove(image);
        removed.addAll(steps);
        space += image.size();
      } catch (HavreException e) {
        continue; // it came into use meanwhile
      }
    }
    events.onImageEvent("prune", havre.common.Digest.sha256(new byte[0]), String.valueOf(space));
    return new PruneReport(List.copyOf(removed), space);
  }

  private List<RemovedImage> remove(Image image) {
    var steps = new ArrayList<RemovedImage>();
    if (image.isDangling()) {
      return new RemoveImage(ledger, uses, events, false, true).remove(image.id().toString());
    }
    for (var name : image.references()) {
      steps.addAll(new RemoveImage(ledger, uses, events, false, true).remove(name.familiar()));
    }
    return steps;
  }
}
