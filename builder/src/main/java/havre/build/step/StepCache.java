package havre.build.step;

import havre.images.Image;
import havre.images.Images;
import havre.oci.image.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where results of earlier builds are looked for.
public sealed interface StepCache {
  /// A result for a step.
  sealed interface Hit {
    /// An image that is here.
    record Stored(Image image) implements Hit {}

    /// The beginning of an image that a client named: a step's result without an image of its own.
    ///
    /// @param layers how many of its layers belong to it
    record Part(Image of, History history, int layers) implements Hit {}

    /// What is kept elsewhere.
    record Elsewhere(StepSource.Kept kept) implements Hit {}
  }

  /// @param key tells the step from all others
  /// @param createdBy what the history says of it
  Optional<Hit> find(String key, StageState state, String createdBy);

  /// Every step is done anew.
  record None() implements StepCache {
    @Override
    public Optional<Hit> find(String key, StageState state, String createdBy) {
      return Optional.empty();
    }
  }

  /// Whatever was built here.
  record Local(Images images) implements StepCache {
    @Override
    public Optional<Hit> find(String key, StageState state, String createdBy) {
      return images.madeBy(key).map(Hit.Stored::new);
    }
  }

  /// What is here, and then what is kept elsewhere.
  record Imported(StepCache here, List<StepSource> sources) implements StepCache {
    public Imported {
      sources = List.copyOf(sources);
    }

    @Override
    public Optional<Hit> find(String key, StageState state, String createdBy) {
      Optional<Hit> found = here.find(key, state, createdBy);
      var step = new StepSource.Step(key, state.history(), state.diffIds(), createdBy);
      for (StepSource source : found.isPresent() ? List.<StepSource>of() : sources) {
        Optional<StepSource.Kept> kept = source.find(step);
        if (kept.isPresent()) {
          return kept.map(Hit.Elsewhere::new);
        }
      }
      return found;
    }
  }

  /// The images that a client named, with the images they were built from.
  ///
  /// @param sources the images of those names that are here
  record Sources(Images images, List<Image> sources) implements StepCache {
    public Sources {
      sources = List.copyOf(sources);
    }

    @Override
    public Optional<Hit> find(String key, StageState state, String createdBy) {
      Optional<Image> here = images.madeBy(key);
      if (here.isPresent()
          && sources.stream().anyMatch(source -> isBuiltFrom(source, here.get()))) {
        return here.map(Hit.Stored::new);
      }
      for (Image source : sources) {
        Optional<Hit> hit = next(source, state, createdBy);
        if (hit.isPresent()) {
          return hit;
        }
      }
      return Optional.empty();
    }

    private boolean isBuiltFrom(Image image, Image ancestor) {
      @Nullable Image at = image;
      while (at != null) {
        if (at.id().equals(ancestor.id())) {
          return true;
        }
        at = at.parent() == null ? null : images.find(at.parent().toString()).orElse(null);
      }
      return false;
    }

    /// What an image's history says of the step after the state, if the image begins as it does.
    private static Optional<Hit> next(Image source, StageState state, String createdBy) {
      List<History> history =
          Objects.requireNonNullElse(source.document().fields().history(), List.of());
      List<History> before = new ArrayList<>(state.history());
      int done = before.size();
      int layers = state.diffIds().size();
      boolean begins =
          done < history.size()
              && before.equals(history.subList(0, done))
              && layers <= source.document().diffIds().size()
              && state.diffIds().equals(source.document().diffIds().subList(0, layers));
      if (!begins || !createdBy.equals(history.get(done).createdBy())) {
        return Optional.empty();
      }
      if (done == history.size() - 1) {
        return Optional.of(new Hit.Stored(source));
      }
      History next = history.get(done);
      int with = next.emptyLayer() ? layers : layers + 1;
      return with > source.document().diffIds().size()
          ? Optional.empty()
          : Optional.of(new Hit.Part(source, next, with));
    }
  }
}
