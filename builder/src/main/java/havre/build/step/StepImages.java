package havre.build.step;

import havre.common.Digest;
import havre.images.CommitRequest;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.History;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageDocument;
import havre.oci.image.RootFs;
import havre.store.snapshots.Lease;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The images that steps leave behind: each step's image is the child of the one before, and is
/// found again by what made it. Only images built here have parents, so that a pulled image can
/// never pass for a step's result; the first step on nothing is never taken from the cache.
public final class StepImages {
  private static final List<String> NO_OPERATION = List.of("/bin/sh", "-c");

  private final Images images;
  private final InstantSource clock;
  private final boolean useCache;

  public StepImages(Images images, InstantSource clock, boolean useCache) {
    this.images = images;
    this.clock = clock;
    this.useCache = useCache;
  }

  /// The command that stands for a step which runs nothing.
  static List<String> noOperation(String text) {
    return List.of(NO_OPERATION.get(0), NO_OPERATION.get(1), "#(nop) " + text);
  }

  /// Takes the image of an earlier build of the same step, if there is one.
  boolean takeCached(StageState state, List<String> command) {
    if (!useCache || !state.cached()) {
      state.missCache();
      return false;
    }
    Image base = state.image();
    if (base == null) {
      // Pulled and loaded images have no parent either, and could pass for a step's result.
      state.missCache();
      return false;
    }
    Optional<Image> found =
        images.all().stream()
            .filter(image -> base.id().equals(image.parent()))
            .filter(image -> command.equals(commandOf(image)))
            .filter(image -> image.document().platform().equals(state.platform()))
            .findFirst();
    found.ifPresentOrElse(state::become, state::missCache);
    return found.isPresent();
  }

  private static @Nullable List<String> commandOf(Image image) {
    ImageConfig made = image.document().fields().containerConfig();
    return made == null ? null : made.cmd();
  }

  /// Makes the state's next image.
  ///
  /// @param layer the diff id of what the step added, null where it added nothing
  /// @param command what the step did
  void commit(
      StageState state,
      ImageConfig config,
      @Nullable Digest layer,
      List<String> command,
      Lease lease) {
    var diffIds = new ArrayList<>(state.diffIds());
    if (layer != null) {
      diffIds.add(layer);
    }
    String created = clock.instant().toString();
    String author = state.author().isEmpty() ? null : state.author();
    var history = new ArrayList<>(state.history());
    history.add(new History(created, author, String.join(" ", command), null, layer == null));
    Image parent = state.image();
    var platform = state.platform();
    state.become(
        images.commit(
            new CommitRequest(
                ImageDocument.of(
                    new ImageDocument.Fields(
                        platform.architecture(),
                        platform.variant(),
                        platform.os(),
                        platform.osVersion(),
                        platform.osFeatures(),
                        created,
                        author,
                        null,
                        null,
                        config.toBuilder().cmd(command).build(),
                        null,
                        config,
                        RootFs.of(diffIds),
                        history,
                        null)),
                lease,
                parent == null ? null : parent.id())));
  }
}
