package havre.build.context;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The contexts of the last builds: when a build of the same name comes again, only what changed is
/// written. A context belongs to one build at a time. Thread-safe.
public final class KeptContexts {
  private static final int MOST = 4;
  private static final long LARGEST = 1L << 30;
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Path scratch;
  private final InstantSource clock;
  private final FileDigests digests;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  private CountDownLatch watch = new CountDownLatch(0);

  private record Kept(Path folder, Instant since) {}

  /// @param scratch the folder to put them below
  public KeptContexts(Path scratch, InstantSource clock) {
    this.scratch = scratch;
    this.clock = clock;
    this.digests = new FileDigests(clock);
  }

  /// Unpacks a context. When it is closed it is kept.
  ///
  /// @param name of what is built
  /// @param archive a tar archive, compressed or not
  /// @throws havre.common.HavreException INVALID for a damaged archive
  public BuildContext unpack(String name, InputStream archive) throws IOException {
    Path earlier = take(name);
    Path folder = earlier == null ? Files.createTempDirectory(scratch, "context-") : earlier;
    var counted = new CountedInput(archive);
    return BuildContext.unpack(
        counted,
        folder,
        digests,
        whole -> {
          if (counted.count() <= LARGEST) {
            keep(name, whole);
          } else {
            remove(whole);
          }
        });
  }

  /// The folder of the last build of that name, or an empty one, to be filled. When it is closed it
  /// is kept.
  public BuildContext reopen(String name) throws IOException {
    Path earlier = take(name);
    Path folder = earlier == null ? Files.createTempDirectory(scratch, "context-") : earlier;
    return BuildContext.in(folder, digests, whole -> keep(name, whole));
  }

  private synchronized @Nullable Path take(String name) {
    Kept found = kept.remove(name);
    return found == null ? null : found.folder();
  }

  private void keep(String name, Path folder) {
    Kept before;
    synchronized (this) {
      before = kept.put(name, new Kept(folder, clock.instant()));
      if (watch.getCount() == 0) {
        var begun = new CountDownLatch(1);
        watch = begun;
        Thread.ofVirtual().name("kept contexts").start(() -> watch(begun));
      }
    }
    if (before != null) {
      remove(before.folder());
    }
    removeOld();
  }

  /// Removes those that are too many, and those that nobody came back for.
  void removeOld() {
    var gone = new ArrayList<Path>();
    Instant now = clock.instant();
    synchronized (this) {
      var oldest = kept.values().iterator();
      while (oldest.hasNext()) {
        Kept next = oldest.next();
        if (kept.size() > MOST || next.since().plus(LONGEST).isBefore(now)) {
          gone.add(next.folder());
          oldest.remove();
        }
      }
    }
    gone.forEach(KeptContexts::remove);
  }

  /// Looks after them until there are none.
  private void watch(CountDownLatch end) {
    try {
      while (!end.await(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
        removeOld();
        synchronized (this) {
          if (kept.isEmpty()) {
            end.countDown();
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Removes them all, but those in use.
  public void clear() {
    List<Path> gone;
    synchronized (this) {
      gone = kept.values().stream().map(Kept::folder).toList();
      kept.clear();
      watch.countDown();
    }
    gone.forEach(KeptContexts::remove);
  }

  static void remove(Path folder) {
    try (Fd parent = Open.path(String.valueOf(folder.getParent()), OpenHow.DIRECTORY)) {
      TreeRemoval.remove(parent, String.valueOf(folder.getFileName()));
    }
  }
}
