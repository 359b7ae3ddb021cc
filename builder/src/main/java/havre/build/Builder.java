package havre.build;

import havre.build.context.BuildContext;
import havre.build.context.SourceTree;
import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.CacheMounts;
import havre.build.step.FailedCommand;
import havre.build.step.LayerMaker;
import havre.build.step.StageBuilder;
import havre.build.step.StageState;
import havre.build.step.StepImages;
import havre.build.step.StepLog;
import havre.build.step.StepRunner;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Builds an image from a context, step after step, telling of it as the classic builder does. A
/// stage that the target doesn't need is left out. Thread-safe.
public final class Builder {
  private final Parts parts;
  private final ReadWriteLock running = new ReentrantReadWriteLock();

  /// What a builder works with.
  public record Parts(
      Images images,
      LayerStore layers,
      BaseImages baseImages,
      StepRunner runner,
      CacheMounts cacheMounts,
      InstantSource clock) {}

  /// Finds the images that stages begin with.
  @FunctionalInterface
  public interface BaseImages {
    /// @param pull ask the registry even where the image is here
    Image find(String name, @Nullable Platform platform, boolean pull, BuildLog log);
  }

  public Builder(Parts parts) {
    this.parts = parts;
  }

  /// Builds.
  ///
  /// @return the image
  /// @throws HavreException with Docker's text; the images of the steps before stay, as a cache
  public Image build(
      BuildRequest request, BuildSources sources, BuildLog log, BuildCancellation cancellation)
      throws IOException {
    running.readLock().lock();
    try {
      return new Run(request, sources, log, cancellation).run();
    } finally {
      running.readLock().unlock();
    }
  }

  /// Removes cache mounts, the oldest first, until no more than so many bytes are left. While a
  /// build runs, all of them count as in use.
  public CacheMounts.Pruned prune(long keep) {
    if (!running.writeLock().tryLock()) {
      return CacheMounts.Pruned.NOTHING;
    }
    try {
      return parts.cacheMounts().prune(keep);
    } finally {
      running.writeLock().unlock();
    }
  }

  /// One build.
  private final class Run {
    private final BuildRequest request;
    private final BuildSources sources;
    private final BuildContext context;
    private final BuildLog log;
    private final BuildCancellation cancellation;
    private final Map<String, Image> built = new HashMap<>();
    private final BuildArguments arguments;
    private final LayerMaker maker = new LayerMaker(parts.layers());
    private List<Stage> stages = List.of();
    private int step;
    private int steps;

    Run(BuildRequest request, BuildSources sources, BuildLog log, BuildCancellation cancellation) {
      this.request = request;
      this.sources = sources;
      this.context = sources.context();
      this.log = log;
      this.cancellation = cancellation;
      this.arguments = new BuildArguments(request.arguments(), request.platform());
    }

    Image run() throws IOException {
      Dockerfile file = read();
      var before = new ArrayList<Instruction>();
      stages = Stage.of(withLabels(file.instructions()), before);
      before.forEach(instruction -> arguments.declare(instruction, file.escape()));
      List<Stage> needed = Stage.needed(stages, request.target());
      steps = before.size() + needed.stream().mapToInt(s -> 1 + s.instructions().size()).sum();
      before.forEach(this::announce);
      Image image = null;
      for (Stage stage : needed) {
        image = build(stage, file.escape());
      }
      if (image == null) {
        throw HavreException.invalid("No image was generated. Is your Dockerfile empty?");
      }
      List<String> unused = arguments.unused();
      if (!unused.isEmpty()) {
        log.text(
            "[Warning] One or more build-args "
                + unused.toString().replace(",", "")
                + " were not consumed\n");
      }
      log.image(image.id());
      log.text("Successfully built " + image.id().hex().substring(0, 12) + "\n");
      for (ImageReference tag : request.tags()) {
        parts.images().tag(image.id().toString(), tag);
        log.text("Successfully tagged " + tag.withDefaultTag().familiar() + "\n");
      }
      return image;
    }

    private Dockerfile read() {
      String given = sources.dockerfile();
      if (given != null) {
        return DockerfileParser.parse(given);
      }
      String name = request.dockerfile().isEmpty() ? "Dockerfile" : request.dockerfile();
      Optional<String> text = context.text(name);
      if (text.isEmpty() && request.dockerfile().isEmpty()) {
        text = context.text("dockerfile");
      }
      String content =
          text.orElseThrow(
              () -> HavreException.invalid("Cannot locate specified Dockerfile: " + name));
      if (content.isBlank()) {
        throw HavreException.invalid("the Dockerfile (" + name + ") cannot be empty");
      }
      return DockerfileParser.parse(content);
    }

    /// Labels of the request are one more instruction.
    private List<Instruction> withLabels(List<Instruction> instructions) {
      if (request.labels().isEmpty()) {
        return instructions;
      }
      var all = new ArrayList<>(instructions);
      var text = new StringBuilder();
      request.labels().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(label ->
              text.append(quoted(label.getKey()))
                  .append('=')
                  .append(quoted(label.getValue()))
                  .append(' '));
      all.add(new Instruction("LABEL", List.of(), text.toString().strip(), List.of(), 0, 0));
      return all;
    }

    private static String quoted(String text) {
      return "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private void announce(Instruction instruction) {
      log.text("Step %d/%d : %s\n".formatted(++step, steps, instruction.text()));
    }

    private Image build(Stage stage, char escape) throws IOException {
      announce(stage.from());
      var steps = new StageSteps(stage, stages);
      StageState state = begin(stage, steps, escape);
      var builder = new StageBuilder(shared(stage), state, escape);
      Image base = state.image();
      if (base != null) {
        log.text(" ---> " + shortId(base) + "\n");
        trigger(base, builder, escape);
      }
      for (Instruction instruction : stage.instructions()) {
        announce(instruction);
        run(instruction, builder, steps.next(instruction).map(log::begin).orElse(StepLog.NONE));
        Image now = state.image();
        if (now != null) {
          log.text(" ---> " + shortId(now) + "\n");
        }
      }
      Image image = state.image();
      if (image == null) {
        throw HavreException.invalid("No image was generated. Is your Dockerfile empty?");
      }
      built.put(Integer.toString(stage.index()), image);
      if (!stage.name().isEmpty()) {
        built.put(stage.name(), image);
      }
      return image;
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
    private void trigger(Image base, StageBuilder builder, char escape) throws IOException {
      List<String> triggers = base.config().onBuild();
      if (triggers == null || triggers.isEmpty()) {
        return;
      }
      log.text(
          "# Executing "
              + triggers.size()
              + " build trigger"
              + (triggers.size() > 1 ? "s" : "")
              + "\n");
      builder.forgetTriggers();
      for (String text : triggers) {
        builder.run(DockerfileParser.parseOne(text, escape), new BuildLog.Printed(log));
      }
    }

    private StageState begin(Stage stage, StageSteps shown, char escape) {
      Platform platform = request.platform();
      for (Instruction.Flag flag : stage.from().flags()) {
        if (!flag.name().equals("platform")) {
          throw DockerfileParser.failure(stage.from().line(), "unknown flag: --" + flag.name());
        }
        platform = Platform.parse(Expansion.of(flag.value(), escape, arguments.global()));
      }
      String name = Expansion.of(stage.base(), escape, arguments.global());
      if (name.isEmpty()) {
        throw DockerfileParser.failure(
            stage.from().line(), "base name (" + stage.base() + ") should not be blank");
      }
      Image earlier = built.get(name.toLowerCase(Locale.ROOT));
      if (earlier != null) {
        return StageState.on(earlier);
      }
      if (name.equals("scratch")) {
        return new StageState(platform == null ? Platform.host() : platform);
      }
      return StageState.on(base(name, platform, shown));
    }

    private Image base(String name, @Nullable Platform platform, StageSteps shown) {
      StepLog from = log.begin(shown.base(name));
      try {
        Image image = parts.baseImages().find(name, platform, request.pull(), log);
        from.cached();
        from.done();
        return image;
      } catch (HavreException e) {
        from.failed(String.valueOf(e.getMessage()));
        throw e;
      }
    }

    private StageBuilder.Parts shared(Stage stage) {
      return new StageBuilder.Parts(
          new StepImages(parts.images(), parts.clock(), !request.noCache()),
          parts.layers(),
          maker,
          parts.runner(),
          new SourceTree(context.files().root()),
          name -> source(name, stage),
          arguments,
          request.isolation(),
          parts.cacheMounts(),
          sources.secrets(),
          context.folder().toString(),
          log,
          cancellation);
    }

    private Optional<Digest> source(String name, Stage stage) {
      Image earlier = built.get(name.toLowerCase(Locale.ROOT));
      if (earlier == null && Stage.find(stages, name, stages.size()) == stage) {
        throw HavreException.invalid("circular dependency detected on stage: " + name);
      }
      Image image =
          earlier == null ? parts.baseImages().find(name, request.platform(), false, log) : earlier;
      return Optional.ofNullable(image.chainId());
    }
  }

  private static String shortId(Image image) {
    return image.id().hex().substring(0, 12);
  }
}
