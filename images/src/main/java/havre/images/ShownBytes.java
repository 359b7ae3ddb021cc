package havre.images;

/// Tells of bytes as they go by, now and then. Not thread-safe.
final class ShownBytes {
  private static final long LEAST_STEP = 512 * 1024;
  private static final int STEPS = 100;

  private final Progress progress;
  private final String id;
  private final String status;
  private final long total;
  private final long step;
  private long done;
  private long shown;

  ShownBytes(Progress progress, String id, long total, String status) {
    this.progress = progress;
    this.id = id;
    this.status = status;
    this.total = total;
    this.step = Math.max(LEAST_STEP, total / STEPS);
  }

  void advance(long count) {
    done += count;
    if (done - shown >= step || done == total) {
      shown = done;
      progress.status(id, status, done, total);
    }
  }
}
