package havre.build;

import havre.build.context.RemoteFiles;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.BuildStep;
import havre.build.step.FailedCommand;
import havre.build.step.LayerMaker;
import havre.build.step.StageBuilder;
import havre.build.step.StageState;
import havre.build.step.StepImages;
import havre.build.step.StepLog;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.oci.image.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds one stage. Used by one thread.
final class StageRun {
  private final Build build;
  private final Stage stage;
  private final StepImages images;
  private final BuildLog log;
  private final StepNumbers numbers;
  private final char escape;

  /// The build it belongs to.
  ///
  /// @param earlier waits for the result of a stage
  record Build(
      Builder.Parts parts,
      Semaphore places,
      BuildRequest request,
      BuildSources sources,
      BuildArguments arguments,
      List<Stage> stages,
      Function<Stage, Image> earlier,
      RemoteFiles remote,
      SourceDate epoch,
      BuildCancellation cancellation) {}

  StageRun(
      Build build, Stage stage, StepImages images, BuildLog log, StepNumbers numbers, char escape) {
    this.build = build;
    this.stage = stage;
    this.images = images;
    this.log = log;
    this.numbers = numbers;
    this.escape = escape;
  }

  static String shortId(Image image) {
    return image.id().hex().substring(0, 12);
  }

  Image build() throws IOException {
    checkName();
    numbers.announce(stage.from());
    var steps = new StageSteps(stage, build.stages());
    StageState state = begin(steps);
    var builder = new StageBuilder(shared(), state, escape);
    Image base = state.image();
    if (base != null) {
      trigger(base, builder);
    }
    log.text(" ---> " + shortId(state) + "\n");
    for (Instruction instruction : stage.instructions()) {
      build.cancellation().check();
      numbers.announce(instruction);
      var shown = new ShownInstruction(instruction, escape, state.variables());
      Optional<BuildStep> step = steps.next(instruction, shown.text());
      run(instruction, builder, step.map(log::begin).orElse(StepLog.NONE));
      log.text(" ---> " + shortId(state) + "\n");
    }
    Image image = state.image();
    if (image == null) {
      throw new HavreException(
          ErrorKind.INTERNAL, "No image was generated. Is your Dockerfile empty?");
    }
    log.image(image.id());
    return image;
  }

  /// As the classic builder shows it; nothing for a stage that has no image yet.
  private static String shortId(StageState state) {
    Image image = state.image();
    return image == null ? "" : shortId(image);
  }

  private void checkName() {
    Stage same = Stage.find(build.stages(), stage.name(), stage.index());
    if (build.request().manner().allStages() && same != null && !stage.name().isEmpty()) {
      throw new HavreException(ErrorKind.INTERNAL, stage.name() + " stage name already used");
    }
  }

  private void run(Instruction instruction, StageBuilder builder, StepLog shown)
      throws IOException {
    try {
      builder.run(instruction, shown);
    } catch (FailedCommand e) {
      shown.failed(e.asStep());
      throw e;
    } catch (HavreException | IOException e) {
      shown.failed(String.valueOf(e.getMessage()));
      throw e;
    }
    shown.done();
  }

  /// What an image asks to be done in images that build on it.
  private void trigger(Image base, StageBuilder builder) throws IOException {
    List<String> triggers = base.config().onBuild();
    if (triggers == null || triggers.isEmpty()) {
      return;
    }
    log.text(
        "# Executing %d build trigger%s\n"
            .formatted(triggers.size(), triggers.size() > 1 ? "s" : ""));
    builder.forgetTriggers();
    for (String text : triggers) {
      builder.run(DockerfileParser.parseOne(text, '\\'), new BuildLog.Printed(log));
    }
  }

  private StageState begin(StageSteps shown) throws IOException {
    Platform platform = build.request().platform();
    Optional<String> own = stage.from().flag("platform");
    if (own.isPresent()) {
      platform = Platform.parse(expanded(own.get()));
    }
    String name = expanded(stage.base());
    if (name.isEmpty()) {
      throw new HavreException(
          ErrorKind.INTERNAL, "base name (" + stage.base() + ") should not be blank");
    }
    Optional<NamedContexts.Named> context = build.sources().named().find(name);
    if (context.isPresent()) {
      return StageState.on(find(context.get().image(), platform, false));
    }
    Stage named = Stage.named(build.stages(), name, stage.index());
    if (named != null) {
      return StageState.on(build.earlier().apply(named));
    }
    if (name.equals("scratch")) {
      return new StageState(
          platform == null ? Platform.host() : platform,
          build.request().manner().allStages() ? "" : "/");
    }
    return StageState.on(base(name, platform, shown));
  }

  private String expanded(String text) {
    return Expansion.of(text, escape, build.arguments().global());
  }

  private Image base(String name, @Nullable Platform platform, StageSteps shown) {
    StepLog metadata = log.begin(shown.metadata(name));
    Image image;
    try {
      image = find(name, platform, build.request().pull());
      metadata.done();
    } catch (HavreException e) {
      metadata.failed(
          "%s: failed to resolve source metadata for %s: %s"
              .formatted(name, StageSteps.wholeName(name), e.getMessage()));
      throw e;
    }
    StepLog from = log.begin(shown.base(name));
    from.cached();
    from.done();
    return image;
  }

  /// What is named by its id is meant for whatever platform it is.
  private Image find(String name, @Nullable Platform wanted, boolean pull) {
    Platform platform = name.startsWith("sha256:") ? null : wanted;
    return build.parts().baseImages().find(name, platform, pull, build.sources().logins(), log);
  }

  private Image contextImage(NamedContexts.Named context) {
    try {
      return find(context.image(), build.request().platform(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private StageBuilder.Parts shared() {
    Builder.Parts parts = build.parts();
    return new StageBuilder.Parts(
        images,
        parts.layers(),
        new LayerMaker(parts.layers(), build.epoch().newest()),
        parts.runner(),
        build.sources().context().files(),
        this::source,
        build.arguments(),
        build.request().isolation(),
        parts.cacheMounts(),
        build.sources().secrets(),
        build.request().manner().leftovers(),
        build.epoch().newest(),
        build.places(),
        build.remote(),
        parts.temporary(),
        log,
        build.cancellation());
  }

  /// What `--from` names: a stage by name or number, or an image.
  private Image source(String name) {
    try {
      return sourceImage(name);
    } catch (HavreException e) {
      build.cancellation().check();
      throw new HavreException(
          e.kind(), "invalid from flag value " + name + ": " + e.getMessage(), e);
    }
  }

  private Image sourceImage(String name) {
    Optional<NamedContexts.Named> context = build.sources().named().find(name);
    if (context.isPresent()) {
      return contextImage(context.get());
    }
    Stage named = Stage.named(build.stages(), name, stage.index());
    if (named != null) {
      return build.earlier().apply(named);
    }
    if (name.matches("[0-9]{1,9}")) {
      int index = Integer.parseInt(name);
      if (index == stage.index()) {
        throw new HavreException(ErrorKind.INTERNAL, "refers to current build stage");
      }
      if (index > stage.index()) {
        throw new HavreException(ErrorKind.INTERNAL, "index out of bounds");
      }
      return build.earlier().apply(build.stages().get(index));
    }
    return find(name, build.request().platform(), false);
  }
}
