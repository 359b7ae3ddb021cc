package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobStream;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import havre.store.snapshots.StagedLayer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Brings an image's layers here, several side by side, and unpacks each while it comes.
final class LayerPull {
  private static final int AT_ONCE = 3;

  private final Repository repository;
  private final ImageReference name;
  private final LayerStore layers;
  private final Downloads downloads;
  private final LayerBlobs blobs;
  private final Progress progress;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

  LayerPull(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      Downloads downloads,
      LayerBlobs blobs,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.layers = layers;
    this.downloads = downloads;
    this.blobs = blobs;
    this.progress = progress;
  }

  /// A layer on its way: its blob, and its place in the image.
  private record Part(Descriptor blob, Digest diffId, @Nullable Digest parent, Digest chainId) {
    String shortId() {
      return blob.digest().hex().substring(0, 12);
    }
  }

  /// What one thread has brought.
  ///
  /// @param layer null when somebody else brought it meanwhile
  private record Arrived(Downloads.Claim claim, @Nullable StagedLayer layer) {}

  /// Brings all layers, each upon the one before it.
  ///
  /// @param lease keeps them
  void run(ManifestChoice.Chosen image, Lease lease) throws IOException {
    List<Part> parts = parts(image);
    int present = 0;
    while (present < parts.size() && lease.keep(parts.get(present).chainId())) {
      Part part = parts.get(present++);
      progress.status(part.shortId(), "Already exists", 0, 0);
      blobs.remember(part.diffId(), part.blob(), name);
    }
    List<Part> missing = parts.subList(present, parts.size());
    missing.forEach(part -> progress.status(part.shortId(), "Pulling fs layer", 0, 0));
    try {
      fetch(missing, lease);
    } finally {
      for (AutoCloseable each : open) {
        close(each);
      }
    }
  }

  private static List<Part> parts(ManifestChoice.Chosen image) {
    List<Digest> diffIds = image.document().diffIds();
    List<Digest> chain = ChainIds.all(diffIds);
    var parts = new ArrayList<Part>();
    for (int i = 0; i < chain.size(); i++) {
      parts.add(
          new Part(
              image.manifest().layers().get(i),
              diffIds.get(i),
              i == 0 ? null : chain.get(i - 1),
              chain.get(i)));
    }
    return parts;
  }

  private static void close(AutoCloseable each) {
    switch (each) {
      case Downloads.Claim claim -> claim.close();
      case StagedLayer staged -> staged.close();
      default -> throw new IllegalStateException(each.getClass().getName());
    }
  }

  private void fetch(List<Part> missing, Lease lease) throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        var arriving = new ArrayList<Future<Arrived>>();
        for (Part part : missing) {
          arriving.add(threads.submit(() -> bring(part, lease)));
        }
        for (int i = 0; i < missing.size(); i++) {
          commit(missing.get(i), await(arriving.get(i)), lease);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /// The claim comes before the slot: who waits for another's fetch keeps nobody from fetching.
  private Arrived bring(Part part, Lease lease) throws IOException, InterruptedException {
    Downloads.Claim claim = downloads.claim(part.chainId());
    open.add(claim);
    if (lease.keep(part.chainId())) {
      return new Arrived(claim, null);
    }
    if (!slots.tryAcquire()) {
      progress.status(part.shortId(), "Waiting", 0, 0);
      slots.acquire();
    }
    try {
      StagedLayer staged = stage(part);
      open.add(staged);
      return new Arrived(claim, staged);
    } finally {
      slots.release();
    }
  }

  private StagedLayer stage(Part part) throws IOException {
    Descriptor blob = part.blob();
    Path kept = downloads.part(blob.digest(), blob.size());
    BlobStream first = repository.blob(blob.digest(), blob.size(), kept);
    try {
      return stage(part, first);
    } catch (BlobStream.WrongDigestException e) {
      if (first.resumedAt() == 0) {
        throw e;
      }
    }
    // What was kept from an earlier time was damaged, and is gone now.
    return stage(part, repository.blob(blob.digest(), blob.size(), kept));
  }

  private StagedLayer stage(Part part, BlobStream blob) throws IOException {
    StagedLayer staged = null;
    boolean whole = false;
    try (blob) {
      var shown =
          new ShownProgress(blob, progress, part.shortId(), part.blob().size(), "Downloading");
      HavreException malformed = null;
      try {
        staged = layers.stage(shown);
      } catch (HavreException e) {
        malformed = e;
      }
      shown.transferTo(OutputStream.nullOutputStream());
      progress.status(part.shortId(), "Verifying Checksum", 0, 0);
      blob.finish(); // a wrong digest says more than what came of the wrong bytes
      if (malformed != null) {
        throw new HavreException(malformed.kind(), malformed.getMessage(), malformed);
      }
      progress.status(part.shortId(), "Download complete", 0, 0);
      whole = true;
      return Objects.requireNonNull(staged);
    } finally {
      if (staged != null && !whole) {
        staged.close();
      }
    }
  }

  private void commit(Part part, Arrived arrived, Lease lease) {
    try (Downloads.Claim claim = arrived.claim()) {
      StagedLayer staged = arrived.layer();
      if (staged != null) {
        if (!staged.diffId().equals(part.diffId())) {
          throw new HavreException(
              ErrorKind.INTERNAL, "layers from manifest don't match image configuration");
        }
        staged.commit(part.parent(), lease);
        long size = part.blob().size();
        progress.status(part.shortId(), "Extracting", size, size);
      }
      progress.status(part.shortId(), "Pull complete", 0, 0);
    }
    blobs.remember(part.diffId(), part.blob(), name);
  }

  private static Arrived await(Future<Arrived> future) throws IOException {
    try {
      return future.get();
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
}
