package havre.build;

import havre.build.context.RemoteFiles;
import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.StepCache;
import havre.build.step.StepImages;
import havre.build.step.StepsInWork;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One build. Its stages are built at once, each waiting for another where it needs its result.
final class BuildRun {
  private static final String NOTHING = "No image was generated. Is your Dockerfile empty?";

  private final Builder.Parts parts;
  private final StepsInWork inWork;
  private final Semaphore places;
  private final BuildRequest request;
  private final BuildSources sources;
  private final BuildLog log;
  private final BuildCancellation cancellation;
  private final BuildArguments arguments;
  private final SourceDate date;
  private final Map<Integer, CompletableFuture<Image>> results = new HashMap<>();
  private List<Stage> stages = List.of();

  BuildRun(
      Builder.Parts parts,
      StepsInWork inWork,
      Semaphore places,
      BuildRequest request,
      BuildSources sources,
      BuildLog log,
      BuildCancellation cancellation) {
    this.parts = parts;
    this.inWork = inWork;
    this.places = places;
    this.request = request;
    this.sources = sources;
    this.log = log;
    this.cancellation = cancellation;
    this.arguments = new BuildArguments(request.arguments(), request.platform());
    this.date = SourceDate.of(request.arguments());
  }

  Image run() throws IOException {
    Dockerfile file = new DockerfileSource(request, sources).read();
    var before = new ArrayList<Instruction>();
    stages = Stage.of(file.instructions(), before);
    Stage target = Stage.target(stages, request.target());
    new LabelSteps(request.labels()).addTo(target);
    before.forEach(instruction -> arguments.declare(instruction, file.escape()));
    List<Stage> wanted = wanted(target, file.escape());
    int total = before.size() + wanted.stream().mapToInt(s -> 1 + s.instructions().size()).sum();
    var numbers = new StepNumbers(log, total);
    before.forEach(numbers::announce);
    Image image = buildAll(wanted, before.size(), total, file.escape());
    parts.images().built(image);
    tellUnused();
    log.text("Successfully built " + StageRun.shortId(image) + "\n");
    for (ImageReference tag : new LinkedHashSet<>(request.tags())) {
      parts.images().tag(image.id().toString(), tag);
      log.text("Successfully tagged " + tag.withDefaultTag().familiar() + "\n");
    }
    return image;
  }

  private List<Stage> wanted(Stage target, char escape) {
    return request.manner().allStages()
        ? stages.subList(0, target.index() + 1)
        : Stage.needed(
            stages,
            target,
            name -> Expansion.of(name, escape, arguments.global()),
            name -> sources.named().find(name).isPresent());
  }

  private Image buildAll(List<Stage> wanted, int done, int total, char escape) throws IOException {
    wanted.forEach(stage -> results.put(stage.index(), new CompletableFuture<>()));
    var logs = new StageLogs(log, wanted.size());
    var own = new BuildCancellation();
    var failures = new StageFailures(own);
    try (var remote = new RemoteFiles(parts.temporary().scratch());
        var _ = cancellation.during(own::cancel)) {
      var threads = new ArrayList<Thread>();
      int number = done;
      for (int i = 0; i < wanted.size(); i++) {
        Stage stage = wanted.get(i);
        StageLogs.StageLog said = logs.of(i);
        var run = stageRun(stage, said, new StepNumbers(said, total, number), escape, remote, own);
        number += 1 + stage.instructions().size();
        threads.add(
            Thread.ofVirtual()
                .name("build-stage-" + stage.index())
                .unstarted(() -> build(stage, run, said, failures)));
      }
      threads.forEach(Thread::start);
      join(threads, own);
    }
    failures.check();
    Image image = result(wanted.getLast()).getNow(null);
    if (image == null) {
      throw new HavreException(ErrorKind.INTERNAL, NOTHING);
    }
    return image;
  }

  private static void join(List<Thread> threads, BuildCancellation own) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
          own.cancel();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void build(Stage stage, StageRun run, StageLogs.StageLog said, StageFailures failures) {
    CompletableFuture<Image> result = result(stage);
    try {
      result.complete(run.build());
      said.finish();
    } catch (IOException | RuntimeException | Error e) {
      if (failures.add(e)) {
        said.interrupt();
      }
      result.completeExceptionally(e);
    }
  }

  private StageRun stageRun(
      Stage stage,
      BuildLog said,
      StepNumbers numbers,
      char escape,
      RemoteFiles remote,
      BuildCancellation own) {
    var images =
        new StepImages(
            new StepImages.Shared(
                parts.images(),
                parts.layers(),
                date.clock(parts.clock()),
                date.mark(),
                cache(stage),
                inWork,
                log,
                own));
    return new StageRun(
        new StageRun.Build(
            parts, places, request, sources, arguments, stages, this::earlier, remote, date, own),
        stage,
        images,
        said,
        numbers,
        escape);
  }

  private StepCache cache(Stage stage) {
    BuildRequest.Caching caching = request.caching();
    if (!caching.use() || caching.anew().contains(stage.name())) {
      return new StepCache.None();
    }
    if (!sources.caches().isEmpty()) {
      return new StepCache.Imported(new StepCache.Local(parts.images()), sources.caches());
    }
    if (caching.sources().isEmpty()) {
      return new StepCache.Local(parts.images());
    }
    return new StepCache.Sources(
        parts.images(),
        caching.sources().stream().map(this::cacheSource).flatMap(Optional::stream).toList());
  }

  /// A name that means nothing here is no source, as with Docker.
  private Optional<Image> cacheSource(String name) {
    try {
      return parts.images().find(name);
    } catch (HavreException _) {
      return Optional.empty();
    }
  }

  private CompletableFuture<Image> result(Stage stage) {
    CompletableFuture<Image> result = results.get(stage.index());
    if (result == null) {
      throw new HavreException(ErrorKind.INTERNAL, "stage " + stage.index() + " was left out");
    }
    return result;
  }

  /// The result of a stage, once it is there.
  private Image earlier(Stage stage) {
    try {
      return result(stage).join();
    } catch (CompletionException e) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "Build cancelled", e);
    }
  }

  private void tellUnused() {
    List<String> unused = arguments.unused(request.manner().namedArguments());
    if (!unused.isEmpty()) {
      log.text(
          "[Warning] One or more build-args ["
              + String.join(" ", unused)
              + "] were not consumed\n");
    }
  }

  /// The first of the stages' failures; it ends the others.
  private static final class StageFailures {
    private final BuildCancellation all;
    private @Nullable Throwable first;

    StageFailures(BuildCancellation all) {
      this.all = all;
    }

    boolean add(Throwable failure) {
      boolean isFirst;
      synchronized (this) {
        isFirst = first == null;
        first = isFirst ? failure : first;
      }
      all.cancel();
      return isFirst;
    }

    synchronized void check() throws IOException {
      switch (first) {
        case null -> {}
        case UncheckedIOException e -> throw e;
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(first);
      }
    }
  }
}
