package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.trust.SignaturePolicy;
import havre.oci.image.MediaTypes;
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
  private final SignaturePolicy policy;
  private final @Nullable Platform platform;
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final Downloads downloads;
  private final LayerBlobs blobs;
  private final Progress progress;

  /// @param sources are asked one after the other, until one has the image
  PullImage(
      List<Registries.PullSource> sources,
      SignaturePolicy policy,
      @Nullable Platform platform,
      ImageLedger ledger,
      LayerStore layers,
      Downloads downloads,
      LayerBlobs blobs,
      Progress progress) {
    this.sources = sources;
    this.policy = policy;
    this.platform = platform;
    this.ledger = ledger;
    this.layers = layers;
    this.downloads = downloads;
    this.blobs = blobs;
    this.progress = progress;
  }

  /// Pulls one tag or digest.
  Image one(ImageReference name) throws IOException {
    for (int i = 0; i < sources.size() - 1; i++) {
      try {
        Repository mirror = sources.get(i).open();
        boolean asks = name.digest() != null || sources.get(i).resolves();
        return tell(name, asks ? pull(mirror, name) : pull(mirror, name, resolved(i + 1, name)));
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

  /// What a tag means, by the first that may be asked for it.
  private Repository.Document resolved(int from, ImageReference name) {
    for (Registries.PullSource source : sources.subList(from, sources.size() - 1)) {
      try {
        if (source.resolves()) {
          return source.open().manifest(String.valueOf(name.tag()));
        }
      } catch (HavreException e) {
        continue; // the last one is asked below
      }
    }
    return sources.getLast().open().manifest(String.valueOf(name.tag()));
  }

  private Pulled pull(Repository repository, ImageReference name) throws IOException {
    Digest asked = name.digest();
    return pull(
        repository,
        name,
        repository.manifest(asked == null ? String.valueOf(name.tag()) : asked.toString()));
  }

  private Pulled pull(Repository repository, ImageReference name, Repository.Document top)
      throws IOException {
    Digest asked = name.digest();
    String reference = asked == null ? String.valueOf(name.tag()) : asked.toString();
    progress.message(reference, "Pulling from " + name.path());
    policy.check(name, repository, top.digest());
    ManifestChoice.Chosen chosen = new ManifestChoice(repository, name, platform).choose(top);
    ImageReference byDigest = new ImageReference(name.domain(), name.path(), null, top.digest());
    ImageReference wanted = asked == null ? name : byDigest;
    List<Image> there = ledger.catalog().under(wanted);
    // Images of one index are side by side under its name; a tag that has moved leaves the old
    // ones.
    boolean several = MediaTypes.isIndex(top.mediaType());
    boolean beside =
        several && !there.isEmpty() && there.getFirst().references().contains(byDigest);
    for (Image before : there) {
      if (before.id().equals(chosen.document().id())) {
        name(before.id(), byDigest, several);
        progress.status(null, "Digest: " + top.digest(), 0, 0);
        return new Pulled(before, false);
      }
    }
    try (Lease lease = layers.lease()) {
      new LayerPull(repository, name, layers, downloads, blobs, progress).run(chosen, lease);
      Image image =
          ledger.exclusively(() -> {
            Image added = ledger.add(chosen.document(), null, several ? null : byDigest);
            if (several) {
              ledger.tagBeside(added.id(), byDigest);
            }
            if (asked == null) {
              name(added.id(), name, beside);
            }
            return added;
          });
      progress.status(null, "Digest: " + top.digest(), 0, 0);
      return new Pulled(image, true);
    }
  }

  private void name(Digest id, ImageReference name, boolean beside) {
    if (beside) {
      ledger.tagBeside(id, name);
    } else {
      ledger.tag(id, name);
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
