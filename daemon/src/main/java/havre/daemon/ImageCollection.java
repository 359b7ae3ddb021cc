package havre.daemon;

import havre.images.Images;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Removes unused images whenever all of them take more than the operator would have.
final class ImageCollection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ImageCollection.class.getName());
  private static final long LOOK_EVERY_SECONDS = 60;

  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("image-collection").factory());
  private final Images images;
  private final long high;
  private final long low;

  private ImageCollection(Images images, long high, long low) {
    this.images = images;
    this.high = high;
    this.low = low;
  }

  /// @param high bytes above which images go
  /// @param low bytes that may stay then
  static ImageCollection start(Images images, long high, long low) {
    var collection = new ImageCollection(images, high, low);
    var unused =
        collection.looks.scheduleWithFixedDelay(
            collection::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    return collection;
  }

  private void look() {
    try {
      var report = images.collect(high, low, false);
      if (!report.removed().isEmpty()) {
        LOG.log(
            System.Logger.Level.INFO,
            "unused images were removed: bytes={0,number,#}",
            report.spaceReclaimed());
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "unused images could not be removed", e);
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
