package havre.build;

import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.CacheMounts;
import havre.build.step.StepRunner;
import havre.build.step.StepsInWork;
import havre.build.step.TemporaryFiles;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.Platform;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Builds images from contexts: stages side by side, each step after the one it builds on.
/// Thread-safe.
public final class Builder {
  private static final int FEWEST_PLACES = 2;

  private final Parts parts;
  private final ReadWriteLock running = new ReentrantReadWriteLock();
  private final StepsInWork inWork = new StepsInWork();
  private final Semaphore places =
      new Semaphore(Math.max(FEWEST_PLACES, Runtime.getRuntime().availableProcessors()));

  /// What a builder works with.
  public record Parts(
      Images images,
      LayerStore layers,
      BaseImages baseImages,
      StepRunner runner,
      CacheMounts cacheMounts,
      TemporaryFiles temporary,
      InstantSource clock) {}

  /// Finds the images that stages begin with.
  @FunctionalInterface
  public interface BaseImages {
    /// @param pull ask the registry even where the image is here
    Image find(String name, @Nullable Platform platform, boolean pull, Logins logins, BuildLog log);
  }

  public Builder(Parts parts) {
    this.parts = parts;
  }

  /// Builds.
  ///
  /// @return the image
  /// @throws HavreException with Docker's text; the images of the steps before stay, as a cache
  public Image build(
      BuildRequest request, BuildSources sources, BuildLog log, BuildCancellation cancellation)
      throws IOException {
    running.readLock().lock();
    try {
      return new BuildRun(parts, inWork, places, request, sources, log, cancellation).run();
    } finally {
      running.readLock().unlock();
    }
  }

  /// The cache mounts that are kept.
  public List<CacheMounts.Kept> cacheMounts() {
    return parts.cacheMounts().all();
  }

  /// Removes cache mounts, those unused for longest first, until the policy holds. While a build
  /// runs, all of them count as in use.
  public CacheMounts.Pruned prune(CacheMounts.Policy policy) {
    if (!running.writeLock().tryLock()) {
      return CacheMounts.Pruned.NOTHING;
    }
    try {
      return parts.cacheMounts().prune(policy);
    } finally {
      running.writeLock().unlock();
    }
  }
}
