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
  private final Marks marks;

  /// How much images may take.
  ///
  /// @param high bytes above which unused ones go
  /// @param low bytes that may stay then
  record Marks(long high, long low) {}

  private ImageCollection(Images images, Marks marks) {
    this.images = images;
    this.marks = marks;
  }

  static ImageCollection start(Images images, Marks marks) {
    var collection = new ImageCollection(images, marks);
    var unused =
        collection.looks.scheduleWithFixedDelay(
            collection::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    return collection;
  }

  private void look() {
    try {
      var report = images.collect(marks.high(), marks.low(), false);
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
