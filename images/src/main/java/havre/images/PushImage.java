package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.Index;
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

  /// @param platforms the images that the name has; several get an index
  RegistryImages.PushedImage run(List<Image> platforms) throws IOException {
    try {
      return platforms.size() == 1
          ? told(push(platforms.getFirst(), String.valueOf(name.tag())))
          : told(pushAll(platforms));
    } catch (NoCredentialsException e) {
      throw HavreException.internal(NoCredentialsException.REASON, e);
    } catch (RegistryException e) {
      throw HavreException.internal(e.getMessage(), e);
    }
  }

  private RegistryImages.PushedImage told(Descriptor pushed) {
    String tag = String.valueOf(name.tag());
    progress.status(
        null, "%s: digest: %s size: %d".formatted(tag, pushed.digest(), pushed.size()), 0, 0);
    return new RegistryImages.PushedImage(tag, pushed.digest().toString(), pushed.size());
  }

  /// The images themselves have no tags, only their index has.
  private Descriptor pushAll(List<Image> platforms) throws IOException {
    var manifests = new ArrayList<Descriptor>();
    for (Image image : platforms) {
      manifests.add(push(image, "").withPlatform(image.document().platform()));
    }
    boolean dockers =
        manifests.stream().allMatch(each -> each.mediaType().equals(MediaTypes.DOCKER_MANIFEST));
    String type = dockers ? MediaTypes.DOCKER_MANIFEST_LIST : MediaTypes.OCI_INDEX;
    byte[] index = Json.bytes(new Index(Index.SCHEMA_VERSION, type, manifests, null));
    repository.putManifest(String.valueOf(name.tag()), type, index);
    return Descriptor.of(type, Digest.sha256(index), index.length);
  }

  /// @param tag empty for none but the digest
  private Descriptor push(Image image, String tag) throws IOException {
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
    String type = oci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST;
    Digest digest = Digest.sha256(manifest);
    repository.putManifest(tag.isEmpty() ? digest.toString() : tag, type, manifest);
    return Descriptor.of(type, digest, manifest.length);
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
