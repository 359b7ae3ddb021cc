package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import havre.store.snapshots.StagedLayer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// `docker pull` of one name: layers come side by side and are unpacked while they come.
final class PullImage {
  private static final int AT_ONCE = 3;
  private static final int MAX_DEPTH = 4;
  private static final long REPORT_EVERY = 512 * 1024;

  private final Repository repository;
  private final ImageReference name;
  private final @Nullable Platform platform;
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final Progress progress;

  /// What came.
  record Pulled(Image image, Digest digest, boolean fresh) {}

  PullImage(
      Repository repository,
      ImageReference name,
      @Nullable Platform platform,
      ImageLedger ledger,
      LayerStore layers,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.platform = platform;
    this.ledger = ledger;
    this.layers = layers;
    this.progress = progress;
  }

  Pulled run() throws IOException {
    Digest asked = name.digest();
    String reference = asked == null ? String.valueOf(name.tag()) : asked.toString();
    Repository.Document top = document(reference);
    progress.status(reference, "Pulling from " + name.path(), 0, 0);
    Manifest manifest = manifest(top, 0);
    ImageDocument config = config(manifest);
    ImageReference byDigest = new ImageReference(name.domain(), name.path(), null, top.digest());
    Image before = ledger.catalog().find(name.toString()).orElse(null);
    try (Lease lease = layers.lease()) {
      fetch(manifest, config, lease);
      Image image = ledger.add(config, null, byDigest);
      if (asked == null) {
        ledger.tag(image.id(), name);
      }
      boolean fresh = before == null || !before.id().equals(image.id());
      progress.status(null, "Digest: " + top.digest(), 0, 0);
      progress.status(
          null,
          (fresh ? "Status: Downloaded newer image for " : "Status: Image is up to date for ")
              + name.familiar(),
          0,
          0);
      return new Pulled(image, top.digest(), fresh);
    }
  }

  private Repository.Document document(String reference) {
    try {
      return repository.manifest(reference);
    } catch (RegistryException e) {
      throw translated(e);
    }
  }

  /// Docker's words for a registry's.
  private HavreException translated(RegistryException e) {
    if (e.status() == 404 && !e.code().equals("NAME_UNKNOWN")) {
      return HavreException.notFound(
          "manifest for %s not found: manifest unknown: manifest unknown"
              .formatted(name.familiar()));
    }
    if (e.status() == 401 && !e.code().equals("UNAUTHORIZED")) {
      return new HavreException(ErrorKind.INTERNAL, e.getMessage());
    }
    if (e.status() == 401 || e.status() == 403 || e.code().equals("NAME_UNKNOWN")) {
      return HavreException.notFound(
          "pull access denied for %s, repository does not exist or may require 'docker login'%s"
              .formatted(
                  name.familiarName(),
                  e.code().equals("NAME_UNKNOWN") ? "" : ": " + e.getMessage()));
    }
    return e;
  }

  private Manifest manifest(Repository.Document document, int depth) {
    if (MediaTypes.isIndex(document.mediaType())) {
      if (depth >= MAX_DEPTH) {
        throw HavreException.invalid("manifest lists are nested too deeply");
      }
      Index index = Json.read(document.bytes(), Index.class, "manifest list");
      Platform wanted = platform == null ? Platform.host() : platform;
      for (Descriptor descriptor : index.manifests()) {
        Platform offered = descriptor.platform();
        if (offered != null && wanted.accepts(offered)) {
          return manifest(document(descriptor.digest().toString()), depth + 1);
        }
      }
      throw HavreException.notFound(
          "no matching manifest for %s/%s in the manifest list entries"
              .formatted(wanted.os(), wanted.architecture()));
    }
    if (!MediaTypes.isManifest(document.mediaType())) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "mediaType in manifest should be '%s' not '%s'"
              .formatted(MediaTypes.DOCKER_MANIFEST, document.mediaType()));
    }
    return Json.read(document.bytes(), Manifest.class, "manifest");
  }

  private ImageDocument config(Manifest manifest) throws IOException {
    Descriptor descriptor = manifest.config();
    if (!MediaTypes.isImageConfig(descriptor.mediaType())) {
      throw HavreException.invalid(
          "unsupported media type %s for an image's configuration"
              .formatted(descriptor.mediaType()));
    }
    if (descriptor.size() > ImageDocument.MAX_SIZE) {
      throw HavreException.invalid("image config is too large: " + descriptor.size());
    }
    ImageDocument document;
    try (InputStream in = repository.blob(descriptor.digest(), descriptor.size())) {
      document = ImageDocument.parse(in.readNBytes(ImageDocument.MAX_SIZE + 1));
    }
    if (!document.id().equals(descriptor.digest())) {
      throw HavreException.invalid(
          "image config verification failed for digest " + descriptor.digest());
    }
    if (document.diffIds().size() != manifest.layers().size()) {
      throw HavreException.invalid("invalid rootfs: layer count mismatch with the manifest");
    }
    Platform wanted = platform;
    if (wanted != null && !wanted.accepts(document.platform())) {
      throw HavreException.notFound(
          "image with reference %s was found but does not provide the specified platform (%s/%s)"
              .formatted(name.familiar(), wanted.os(), wanted.architecture()));
    }
    return document;
  }

  private void fetch(Manifest manifest, ImageDocument config, Lease lease) throws IOException {
    List<Digest> chain = ChainIds.all(config.diffIds());
    int present = 0;
    while (present < chain.size() && lease.keep(chain.get(present))) {
      progress.status(shortId(manifest.layers().get(present)), "Already exists", 0, 0);
      present++;
    }
    List<Descriptor> missing = manifest.layers().subList(present, chain.size());
    missing.forEach(layer -> progress.status(shortId(layer), "Pulling fs layer", 0, 0));
    var slots = new Semaphore(AT_ONCE);
    var staged = new ArrayList<Future<StagedLayer>>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        missing.forEach(layer -> staged.add(threads.submit(() -> stage(layer, slots))));
        for (int i = 0; i < missing.size(); i++) {
          int number = present + i;
          commit(
              staged.get(i),
              missing.get(i),
              config.diffIds().get(number),
              number == 0 ? null : chain.get(number - 1),
              lease);
        }
      } finally {
        threads.shutdownNow();
      }
    } finally {
      discard(staged);
    }
  }

  private void commit(
      Future<StagedLayer> future,
      Descriptor descriptor,
      Digest diffId,
      @Nullable Digest parent,
      Lease lease)
      throws IOException {
    try {
      StagedLayer layer = future.get();
      if (!layer.diffId().equals(diffId)) {
        throw HavreException.invalid(
            "layer %s has diff id %s, expected %s"
                .formatted(descriptor.digest(), layer.diffId(), diffId));
      }
      layer.commit(parent, lease);
      progress.status(shortId(descriptor), "Pull complete", 0, 0);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case null, default -> throw HavreException.internal("pull layer", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    }
  }

  private static void discard(List<Future<StagedLayer>> all) {
    for (Future<StagedLayer> future : all) {
      if (future.state() == Future.State.SUCCESS) {
        future.resultNow().close();
      }
    }
  }

  private StagedLayer stage(Descriptor layer, Semaphore slots)
      throws IOException, InterruptedException {
    slots.acquire();
    try (InputStream in = new Counted(repository.blob(layer.digest(), layer.size()), layer)) {
      StagedLayer staged = layers.stage(in);
      try {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException e) {
        staged.close();
        throw e;
      }
      progress.status(shortId(layer), "Download complete", 0, 0);
      return staged;
    } finally {
      slots.release();
    }
  }

  private static String shortId(Descriptor layer) {
    return layer.digest().hex().substring(0, 12);
  }

  /// Tells how much has come.
  private final class Counted extends FilterInputStream {
    private final Descriptor layer;
    private long count;
    private long told;

    Counted(InputStream in, Descriptor layer) {
      super(in);
      this.layer = layer;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int read = read(one, 0, 1);
      return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = Objects.requireNonNull(in).read(target, offset, length);
      if (read > 0) {
        count += read;
        if (count > layer.size()) {
          throw new IOException("layer " + layer.digest() + " is larger than its manifest says");
        }
        if (count - told >= REPORT_EVERY || count == layer.size()) {
          told = count;
          progress.status(shortId(layer), "Downloading", count, layer.size());
        }
      }
      return read;
    }
  }
}
