package havre.buildkit.solve;

import havre.images.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Shows the layers of an image that is pulled, each as a part of a step. Thread-safe.
final class PullProgress implements Progress {
  private static final String LOADING = "Downloading";
  private static final String LOADED = "Pull complete";

  private final Supplier<@Nullable Vertex> step;
  private final Map<String, Vertex.Part> parts = new ConcurrentHashMap<>();

  /// @param step the one that pulls now, if any does
  PullProgress(Supplier<@Nullable Vertex> step) {
    this.step = step;
  }

  @Override
  public void stream(String text) {}

  @Override
  public void status(@Nullable String id, String status, long current, long total) {
    Vertex vertex = step.get();
    if (vertex == null || id == null) {
      return;
    }
    switch (status) {
      case LOADING -> parts.computeIfAbsent(id, layer -> vertex.part("layer " + layer)).at(current);
      case LOADED -> parts.computeIfAbsent(id, layer -> vertex.part("layer " + layer)).done(total);
      default -> {}
    }
  }
}
