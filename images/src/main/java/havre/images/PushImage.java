package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
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
  private final ImageForm form;
  private final Progress progress;

  PushImage(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      LayerBlobs blobs,
      ImageForm form,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.form = form;
    this.layers = new LayerPush(repository, name, layers, blobs, form, progress);
    this.progress = progress;
  }

  /// As `docker push` does.
  ///
  /// @param platforms the images that the name has; several get an index
  RegistryImages.PushedImage run(List<Image> platforms) throws IOException {
    var publication = new Publication(platforms, platforms.size() > 1, form);
    Descriptor pushed = refused(() -> push(publication, true));
    return new RegistryImages.PushedImage(tag(), pushed.digest().toString(), pushed.size());
  }

  /// Pushes what a build has made.
  ///
  /// @return what has the name then
  Descriptor run(Publication publication) throws IOException {
    return refused(() -> push(publication, false));
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T refused(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (NoCredentialsException e) {
      throw HavreException.internal(NoCredentialsException.REASON, e);
    } catch (RegistryException e) {
      throw HavreException.internal(e.getMessage(), e);
    }
  }

  /// @param again whether what a build has pushed before stays as it is
  private Descriptor push(Publication publication, boolean again) throws IOException {
    var manifests = new ArrayList<ImageForm.Document>();
    for (Image image : publication.images()) {
      manifests.add(content(image));
    }
    ImageForm.Document top =
        publication.index()
            ? form.index(manifests.stream().map(ImageForm.Document::descriptor).toList())
            : manifests.getFirst();
    Optional<Descriptor> other = again ? otherForm(publication.main(), top) : Optional.empty();
    if (other.isPresent()) {
      return told(other.get());
    }
    if (publication.index()) {
      manifests.forEach(manifest -> put(manifest.descriptor().digest().toString(), manifest));
    }
    put(tag(), top);
    return told(top.descriptor());
  }

  /// What a build has stored of this image under the name, in a form of its own: it stays. Some
  /// clients push again what a build has pushed for them.
  private Optional<Descriptor> otherForm(Image image, ImageForm.Document plain) {
    List<Digest> stored =
        image.digests().stream()
            .filter(own -> own.sameRepository(name))
            .map(ImageReference::digest)
            .filter(digest -> !plain.descriptor().digest().equals(digest))
            .toList();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    Repository.Document there;
    try {
      there = repository.manifest(tag());
    } catch (RegistryException e) {
      return Optional.empty();
    }
    return stored.contains(there.digest())
        ? Optional.of(Descriptor.of(there.mediaType(), there.digest(), there.bytes().length))
        : Optional.empty();
  }

  private Descriptor told(Descriptor stored) {
    progress.status(
        null, "%s: digest: %s size: %d".formatted(tag(), stored.digest(), stored.size()), 0, 0);
    return stored;
  }

  private String tag() {
    return String.valueOf(name.tag());
  }

  private void put(String reference, ImageForm.Document document) {
    repository.putManifest(reference, document.descriptor().mediaType(), document.bytes());
  }

  /// Brings an image's layers and configuration there.
  ///
  /// @return its manifest
  private ImageForm.Document content(Image image) throws IOException {
    List<Digest> diffIds = image.document().diffIds();
    for (Digest diffId : diffIds.reversed()) {
      progress.status(LayerPush.shortId(diffId), "Preparing", 0, 0);
    }
    List<Descriptor> descriptors = layers(diffIds);
    byte[] config = image.document().raw();
    if (!repository.hasBlob(image.id())) {
      repository.upload(image.id(), HttpRequest.BodyPublishers.ofByteArray(config));
    }
    return form.manifest(image, descriptors);
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
