package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `docker rmi`: takes a name away, and deletes the image when none is left. Rules and texts are
/// Docker's.
final class RemoveImage {
  private static final int SHORT = 12;

  private final ImageLedger ledger;
  private final ImageUses uses;
  private final ImageEvents events;
  private final boolean force;
  private final boolean prune;
  private final List<RemovedImage> removed = new ArrayList<>();
  private long freed;

  RemoveImage(
      ImageLedger ledger, ImageUses uses, ImageEvents events, boolean force, boolean prune) {
    this.ledger = ledger;
    this.uses = uses;
    this.events = events;
    this.force = force;
    this.prune = prune;
  }

  /// The bytes of the layers that went.
  long freed() {
    return freed;
  }

  /// @param platform takes a name only from the image for it, null for all that the name has
  List<RemovedImage> remove(String nameOrId, @Nullable Platform platform) {
    Catalog catalog = ledger.catalog();
    Image image = catalog.resolve(nameOrId, platform);
    if (catalog.isIdOf(nameOrId, image)) {
      if (isInOneRepository(image)) {
        conflict(image, false).ifPresent(RemoveImage::refuse);
        image.references().forEach(name -> untag(image, name));
      }
      delete(image.id(), force, false);
      return List.copyOf(removed);
    }
    List<Image> all = platform == null ? catalog.meant(nameOrId) : List.of(image);
    for (Image each : all) {
      if (!force && isInOneRepository(each)) {
        uses.of(each.id()).stream().findFirst().ifPresent(use -> refuseUse(nameOrId, each, use));
      }
    }
    ImageReference name = ImageReference.parseTagged(nameOrId);
    for (Image each : all) {
      removeName(each, name);
    }
    return List.copyOf(removed);
  }

  /// Takes a name from one image alone.
  List<RemovedImage> remove(Digest id, ImageReference name) {
    Image image = current(id);
    if (!image.references().contains(name)) {
      return List.of(); // it went with another name
    }
    if (!force && isInOneRepository(image)) {
      uses.of(id).stream().findFirst().ifPresent(use -> refuseUse(name.familiar(), image, use));
    }
    removeName(image, name);
    return List.copyOf(removed);
  }

  private void removeName(Image image, ImageReference name) {
    untag(image, name);
    untagDigestsLeftAlone(image, name);
    if (current(image.id()).references().isEmpty()) {
      delete(image.id(), force, true);
    }
  }

  /// Names by digest don't outlive the last tag of their repository.
  private void untagDigestsLeftAlone(Image image, ImageReference name) {
    List<ImageReference> left =
        current(image.id()).references().stream().filter(name::sameRepository).toList();
    if (left.stream().allMatch(reference -> reference.digest() != null)) {
      left.forEach(reference -> untag(image, reference));
    }
  }

  /// @param quiet whether an image that must stay is left without a word
  private void delete(Digest id, boolean forced, boolean quiet) {
    Image image = current(id);
    Optional<Conflict> conflict = conflict(image, forced || !image.references().isEmpty() && quiet);
    if (conflict.isPresent()) {
      boolean needed = !image.isDangling() || !ledger.catalog().childrenOf(id).isEmpty();
      if (quiet && (needed || conflict.get().used())) {
        return;
      }
      refuse(conflict.get());
    }
    image.references().forEach(name -> untag(image, name));
    List<Layer> layers = ledger.delete(id);
    events.onDelete(id);
    removed.add(RemovedImage.deleted(id.toString()));
    for (Layer layer : layers) {
      removed.add(RemovedImage.deleted(layer.chainId().toString()));
      freed += layer.size();
    }
    Image parent = image.parent() == null ? null : ledger.catalog().byId().get(image.parent());
    if (prune && parent != null && parent.isDangling()) {
      delete(parent.id(), false, true);
    }
  }

  private void untag(Image image, ImageReference name) {
    ledger.untag(name, image.id());
    events.onImageEvent("untag", image, image.id().toString());
    removed.add(RemovedImage.untagged(name.familiar()));
  }

  private Image current(Digest id) {
    Image image = ledger.catalog().byId().get(id);
    if (image == null) {
      throw HavreException.notFound("No such image: " + id);
    }
    return image;
  }

  private record Conflict(Digest image, boolean hard, boolean used, String reason) {}

  private Optional<Conflict> conflict(Image image, boolean softAllowed) {
    if (!ledger.catalog().childrenOf(image.id()).isEmpty()) {
      return Optional.of(new Conflict(image.id(), true, false, "image has dependent child images"));
    }
    List<ImageUses.Use> all = uses.of(image.id());
    for (ImageUses.Use use : all) {
      if (use.running()) {
        return Optional.of(
            new Conflict(
                image.id(),
                true,
                true,
                "image is being used by running container " + shortForm(use.containerId())));
      }
    }
    if (softAllowed || force) {
      return Optional.empty();
    }
    if (image.references().size() > 1 && !isInOneRepository(image)) {
      return Optional.of(
          new Conflict(image.id(), false, false, "image is referenced in multiple repositories"));
    }
    if (!all.isEmpty()) {
      return Optional.of(
          new Conflict(
              image.id(),
              false,
              true,
              "image is being used by stopped container "
                  + shortForm(all.getFirst().containerId())));
    }
    return Optional.empty();
  }

  /// At most one tag, and all names in one repository.
  private static boolean isInOneRepository(Image image) {
    return image.tags().size() <= 1
        && image.references().stream()
            .allMatch(name -> name.sameRepository(image.references().getFirst()));
  }

  private static void refuse(Conflict conflict) {
    throw HavreException.conflict(
        "conflict: unable to delete %s (%s) - %s"
            .formatted(
                shortForm(conflict.image().hex()),
                conflict.hard() ? "cannot be forced" : "must be forced",
                conflict.reason()));
  }

  private static void refuseUse(String nameOrId, Image image, ImageUses.Use use) {
    throw HavreException.conflict(
        "conflict: unable to remove repository reference \"%s\" (must force) - container %s is using its referenced image %s"
            .formatted(nameOrId, shortForm(use.containerId()), shortForm(image.id().hex())));
  }

  private static String shortForm(String id) {
    return id.length() > SHORT ? id.substring(0, SHORT) : id;
  }
}
