package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.Digest;
import havre.common.HavreException;
import havre.images.CommitRequest;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.ChainIds;
import havre.oci.image.History;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageDocument;
import havre.oci.image.RootFs;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The images that the steps of one stage leave behind: each step's image is the child of the one
/// before, and is found again by what made it. Used by one thread.
public final class StepImages {
  private static final System.Logger LOG = System.getLogger(StepImages.class.getName());

  private final Shared shared;
  private @Nullable String held;

  /// What the stages of a build share.
  ///
  /// @param mark tells the steps of builds apart that must not share any; empty for most
  public record Shared(
      Images images,
      LayerStore layers,
      InstantSource clock,
      String mark,
      StepCache cache,
      StepsInWork inWork,
      BuildLog log,
      BuildCancellation cancellation) {}

  public StepImages(Shared shared) {
    this.shared = shared;
  }

  /// The command that stands for a step which changes files without running anything.
  static List<String> noOperation(ImageConfig config, String text) {
    var command = new ArrayList<>(shell(config));
    command.add("#(nop) " + text);
    return command;
  }

  /// The command that stands for a step which changes the configuration.
  static List<String> comment(ImageConfig config, String text) {
    var command = new ArrayList<>(shell(config));
    command.add("#(nop) ");
    command.add(text);
    return command;
  }

  private static List<String> shell(ImageConfig config) {
    List<String> own = config.shell();
    return own == null || own.isEmpty() ? StageState.SHELL : own;
  }

  /// Takes the result of an earlier build of the same step, if there is one. If there is none, the
  /// step is this stage's to do until [#end]; others that come to it wait.
  ///
  /// @param config what the step makes of the configuration
  boolean takeCached(StageState state, ImageConfig config, List<String> command) {
    if (shared.cache() instanceof StepCache.None) {
      return false;
    }
    String key = key(state, command);
    shared.inWork().begin(key, shared.cancellation());
    held = key;
    Optional<StepCache.Hit> found = shared.cache().find(key, state, String.join(" ", command));
    if (found.isEmpty()) {
      return false;
    }
    boolean taken =
        switch (found.get()) {
          case StepCache.Hit.Stored stored -> {
            state.become(stored.image());
            yield true;
          }
          case StepCache.Hit.Part part -> {
            restore(state, config, part, command);
            yield true;
          }
          case StepCache.Hit.Elsewhere elsewhere -> fetch(state, config, elsewhere.kept(), command);
        };
    if (taken) {
      end();
      made(key, state);
    }
    return taken;
  }

  private void made(String key, StageState state) {
    Image image = state.image();
    if (image != null) {
      shared.log().made(key, image);
    }
  }

  /// Lets others come to the step.
  void end() {
    String key = held;
    if (key != null) {
      held = null;
      shared.inWork().end(key);
    }
  }

  private String key(StageState state, List<String> command) {
    Image base = state.image();
    String parent = base == null ? "scratch" : base.id().toString();
    String text =
        parent + "\n" + state.platform() + "\n" + String.join("\0", command) + shared.mark();
    return Digest.sha256(text.getBytes(UTF_8)).toString();
  }

  /// Makes an image of an image's beginning.
  private void restore(
      StageState state, ImageConfig config, StepCache.Hit.Part part, List<String> command) {
    List<Digest> diffIds = part.of().document().diffIds().subList(0, part.layers());
    var history = new ArrayList<>(state.history());
    history.add(part.history());
    try (Lease lease = shared.layers().lease()) {
      commit(state, config, diffIds, history, command, lease);
    }
  }

  /// Makes an image of what is kept elsewhere.
  ///
  /// @return false where it cannot be had, so that the step has to be done
  private boolean fetch(
      StageState state, ImageConfig config, StepSource.Kept kept, List<String> command) {
    try (Lease lease = shared.layers().lease()) {
      Digest below = state.chainId();
      if (below != null) {
        lease.keep(below);
      }
      var diffIds = new ArrayList<>(state.diffIds());
      StepSource.KeptLayer layer = kept.layer();
      if (layer != null) {
        diffIds.add(layer.diffId());
        if (!lease.keep(ChainIds.all(diffIds).getLast())) {
          try (InputStream archive = layer.open()) {
            shared.layers().register(below, layer.diffId(), archive, lease);
          }
        }
      }
      commit(
          state,
          config,
          diffIds,
          with(state, kept.created(), command, layer == null),
          command,
          lease);
      return true;
    } catch (IOException | HavreException e) {
      LOG.log(System.Logger.Level.WARNING, "a cached layer cannot be had: {0}", e.getMessage());
      return false;
    }
  }

  /// The history with one more step.
  private static List<History> with(
      StageState state, String created, List<String> command, boolean empty) {
    String author = state.author().isEmpty() ? null : state.author();
    var history = new ArrayList<>(state.history());
    history.add(new History(created, author, String.join(" ", command), null, empty));
    return history;
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
    String created = shared.clock().instant().toString();
    String key = key(state, command);
    commit(state, config, diffIds, with(state, created, command, layer == null), command, lease);
    made(key, state);
  }

  private void commit(
      StageState state,
      ImageConfig config,
      List<Digest> diffIds,
      List<History> history,
      List<String> command,
      Lease lease) {
    Image parent = state.image();
    var platform = state.platform();
    History last = history.getLast();
    state.become(
        shared
            .images()
            .commit(
                new CommitRequest(
                    ImageDocument.of(
                        new ImageDocument.Fields(
                            platform.architecture(),
                            platform.variant(),
                            platform.os(),
                            platform.osVersion(),
                            platform.osFeatures(),
                            last.created(),
                            last.author(),
                            null,
                            null,
                            config.toBuilder().cmd(command).build(),
                            null,
                            config,
                            RootFs.of(diffIds),
                            history,
                            null)),
                    lease,
                    parent == null ? null : parent.id(),
                    key(state, command))));
  }
}
