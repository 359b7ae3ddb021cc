package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.NoCredentialsException;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// `docker push` of one name: layers go side by side, and those that the registry has stay.
final class PushImage {
  private static final int AT_ONCE = 3;

  private final Repository repository;
  private final ImageReference name;
  private final LayerPush layers;
  private final Progress progress;

  PushImage(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      LayerBlobs blobs,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.layers = new LayerPush(repository, name, layers, blobs, progress);
    this.progress = progress;
  }

  RegistryImages.PushedImage run(Image image) throws IOException {
    try {
      return push(image);
    } catch (NoCredentialsException e) {
      throw HavreException.internal(NoCredentialsException.REASON, e);
    } catch (RegistryException e) {
      throw HavreException.internal(e.getMessage(), e);
    }
  }

  private RegistryImages.PushedImage push(Image image) throws IOException {
    List<Digest> diffIds = image.document().diffIds();
    for (Digest diffId : diffIds.reversed()) {
      progress.status(LayerPush.shortId(diffId), "Preparing", 0, 0);
    }
    List<Descriptor> descriptors = layers(diffIds);
    byte[] config = image.document().raw();
    if (!repository.hasBlob(image.id())) {
      repository.upload(image.id(), HttpRequest.BodyPublishers.ofByteArray(config));
    }
    boolean oci = descriptors.stream().anyMatch(LayerPush::isZstd);
    byte[] manifest =
        oci
            ? ociManifest(image.id(), config.length, descriptors)
            : ManifestText.of(
                Descriptor.of(MediaTypes.DOCKER_CONFIG, image.id(), config.length), descriptors);
    String tag = String.valueOf(name.tag());
    repository.putManifest(
        tag, oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST, manifest);
    Digest digest = Digest.sha256(manifest);
    progress.status(null, "%s: digest: %s size: %d".formatted(tag, digest, manifest.length), 0, 0);
    return new RegistryImages.PushedImage(tag, digest.toString(), manifest.length);
  }

  private static byte[] ociManifest(Digest config, long size, List<Descriptor> layers) {
    List<Descriptor> all =
        layers.stream()
            .map(layer ->
                LayerPush.isZstd(layer)
                    ? layer
                    : Descriptor.of(MediaTypes.OCI_LAYER_GZIP, layer.digest(), layer.size()))
            .toList();
    return Json.bytes(Manifest.of(Descriptor.of(MediaTypes.OCI_CONFIG, config, size), all));
  }

  private List<Descriptor> layers(List<Digest> diffIds) throws IOException {
    List<Digest> chainIds = ChainIds.all(diffIds);
    var slots = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        var going = new ArrayList<Future<Descriptor>>();
        for (int i = 0; i < diffIds.size(); i++) {
          Digest diffId = diffIds.get(i);
          Digest chainId = chainIds.get(i);
          going.add(threads.submit(() -> push(slots, diffId, chainId)));
        }
        var descriptors = new ArrayList<Descriptor>();
        for (Future<Descriptor> each : going) {
          descriptors.add(await(each));
        }
        return descriptors;
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private Descriptor push(Semaphore slots, Digest diffId, Digest chainId)
      throws IOException, InterruptedException {
    Optional<Descriptor> there = layers.existing(diffId);
    if (there.isPresent()) {
      return there.get();
    }
    if (!slots.tryAcquire()) {
      progress.status(LayerPush.shortId(diffId), "Waiting", 0, 0);
      slots.acquire();
    }
    try {
      return layers.upload(diffId, chainId);
    } finally {
      slots.release();
    }
  }

  private static Descriptor await(Future<Descriptor> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case null, default -> throw HavreException.internal("push layer", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    }
  }
}
