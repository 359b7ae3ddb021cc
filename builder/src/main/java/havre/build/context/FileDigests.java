package havre.build.context;

import havre.linux.fs.FileStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The digests of files that were read before and have not changed since, as their inodes tell: a
/// context that is kept is read once. Thread-safe.
final class FileDigests {
  private static final int MOST = 50_000;

  /// What is as young may change again within one tick of the kernel's clock.
  private static final Duration YOUNGEST = Duration.ofMillis(100);

  private final InstantSource clock;
  private final Map<State, byte[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<State, byte[]> eldest) {
          return size() > MOST;
        }
      };

  private record State(
      int deviceMajor, int deviceMinor, long inode, long size, long seconds, int nanos) {
    static State of(FileStatus status) {
      return new State(
          status.deviceMajor(),
          status.deviceMinor(),
          status.inode(),
          status.size(),
          status.changedSeconds(),
          status.changedNanos());
    }
  }

  FileDigests(InstantSource clock) {
    this.clock = clock;
  }

  /// The digest of a file's bytes.
  ///
  /// @param status of the opened file
  /// @param reading reads it
  byte[] of(FileStatus status, Supplier<byte[]> reading) {
    State state = State.of(status);
    synchronized (known) {
      byte[] before = known.get(state);
      if (before != null) {
        return before.clone();
      }
    }
    Instant changed = Instant.ofEpochSecond(state.seconds(), state.nanos());
    boolean settled = changed.plus(YOUNGEST).isBefore(clock.instant());
    byte[] digest = reading.get();
    if (settled) {
      synchronized (known) {
        known.put(state, digest.clone());
      }
    }
    return digest;
  }
}
