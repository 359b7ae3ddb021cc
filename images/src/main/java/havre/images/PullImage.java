package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Registries;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `docker pull`.
final class PullImage {
  private final List<Registries.PullSource> sources;
  private final @Nullable Platform platform;
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final Downloads downloads;
  private final LayerBlobs blobs;
  private final Progress progress;

  /// @param sources are asked one after the other, until one has the image
  PullImage(
      List<Registries.PullSource> sources,
      @Nullable Platform platform,
      ImageLedger ledger,
      LayerStore layers,
      Downloads downloads,
      LayerBlobs blobs,
      Progress progress) {
    this.sources = sources;
    this.platform = platform;
    this.ledger = ledger;
    this.layers = layers;
    this.downloads = downloads;
    this.blobs = blobs;
    this.progress = progress;
  }

  /// Pulls one tag or digest.
  Image one(ImageReference name) throws IOException {
    for (Registries.PullSource mirror : sources.subList(0, sources.size() - 1)) {
      try {
        return tell(name, pull(mirror.open(), name));
      } catch (HavreException e) {
        continue; // the next one may have it; what the last one says counts
      }
    }
    try {
      return tell(name, pull(sources.getLast().open(), name));
    } catch (RegistryException e) {
      throw translated(e, name);
    }
  }

  /// Pulls every tag of a repository.
  void all(ImageReference repository) throws IOException {
    try {
      Repository source = sources.getLast().open();
      boolean fresh = false;
      for (String tag : source.tags()) {
        fresh |= pull(source, repository.withTag(tag)).fresh();
      }
      status(repository, fresh);
    } catch (RegistryException e) {
      throw translated(e, repository);
    }
  }

  private record Pulled(Image image, boolean fresh) {}

  private Image tell(ImageReference name, Pulled pulled) {
    status(name, pulled.fresh());
    return pulled.image();
  }

  private void status(ImageReference name, boolean fresh) {
    String what = fresh ? "Downloaded newer image" : "Image is up to date";
    progress.status(null, "Status: " + what + " for " + name.familiar(), 0, 0);
  }

  private Pulled pull(Repository repository, ImageReference name) throws IOException {
    Digest asked = name.digest();
    String reference = asked == null ? String.valueOf(name.tag()) : asked.toString();
    Repository.Document top = repository.manifest(reference);
    progress.message(reference, "Pulling from " + name.path());
    ManifestChoice.Chosen chosen = new ManifestChoice(repository, name, platform).choose(top);
    ImageReference byDigest = new ImageReference(name.domain(), name.path(), null, top.digest());
    Image before = ledger.catalog().find((asked == null ? name : byDigest).toString()).orElse(null);
    if (before != null && before.id().equals(chosen.document().id())) {
      ledger.tag(before.id(), byDigest);
      progress.status(null, "Digest: " + top.digest(), 0, 0);
      return new Pulled(before, false);
    }
    try (Lease lease = layers.lease()) {
      new LayerPull(repository, name, layers, downloads, blobs, progress).run(chosen, lease);
      Image image = ledger.add(chosen.document(), null, byDigest);
      if (asked == null) {
        ledger.tag(image.id(), name);
      }
      progress.status(null, "Digest: " + top.digest(), 0, 0);
      return new Pulled(image, true);
    }
  }

  /// Docker's words for a registry's.
  private static HavreException translated(RegistryException e, ImageReference name) {
    return switch (e.code()) {
      case "DENIED" ->
          HavreException.notFound(
              "pull access denied for %s, repository does not exist or may require 'docker login': %s"
                  .formatted(name.familiarName(), e.getMessage()));
      case "MANIFEST_UNKNOWN" ->
          HavreException.notFound(
              "manifest for %s not found: %s".formatted(name.familiar(), e.getMessage()));
      case "NAME_UNKNOWN" ->
          HavreException.notFound(
              "repository %s not found: %s".formatted(name.familiarName(), e.getMessage()));
      default -> new HavreException(ErrorKind.INTERNAL, e.getMessage(), e);
    };
  }
}
