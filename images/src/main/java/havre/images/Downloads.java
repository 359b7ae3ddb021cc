package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is being fetched: one fetch of a layer at a time serves all pulls that want it, and what
/// came of a large blob is kept until it is whole. Thread-safe.
final class Downloads {
  /// Fetching less than this again costs less than keeping it.
  private static final long LEAST_KEPT = 1024 * 1024;

  private static final Duration KEPT = Duration.ofDays(7);

  private final Path folder;
  private final ConcurrentMap<Digest, Claim> claims = new ConcurrentHashMap<>();

  private Downloads(Path folder) {
    this.folder = folder;
  }

  /// Opens a folder of parts, and removes those that nobody came back for.
  static Downloads open(Path folder, Instant now) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> parts = Files.list(folder)) {
        for (Path part : parts.toList()) {
          if (Files.getLastModifiedTime(part).toInstant().isBefore(now.minus(KEPT))) {
            Files.delete(part);
          }
        }
      }
      return new Downloads(folder);
    } catch (IOException e) {
      throw HavreException.internal("open " + folder + ": " + e.getMessage(), e);
    }
  }

  /// Where the parts of a blob are kept; null where that is not worth it.
  @Nullable Path part(Digest digest, long size) {
    return size < LEAST_KEPT ? null : folder.resolve(digest.hex());
  }

  /// The right to fetch a layer, until it is closed.
  final class Claim implements AutoCloseable {
    private final Digest chainId;
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private Claim(Digest chainId) {
      this.chainId = chainId;
    }

    @Override
    public void close() {
      claims.remove(chainId, this);
      over.complete(Boolean.TRUE);
    }
  }

  /// Waits until nobody else fetches a layer. Whoever waited has to look whether it is there now.
  Claim claim(Digest chainId) throws InterruptedException {
    var mine = new Claim(chainId);
    while (true) {
      Claim other = claims.putIfAbsent(chainId, mine);
      if (other == null) {
        return mine;
      }
      try {
        other.over.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
