package havre.buildkit.solve;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.context.BuildContext;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.BuildStep;
import havre.build.step.StepLog;
import havre.buildkit.wire.ProtoWriter;
import havre.common.Digest;
import havre.images.Image;
import havre.images.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One build that a client asked for, from its first call to its last.
public final class BuildJob implements BuildLog {
  /// The address of a context that came with the request for the build itself.
  public static final String BODY = "request-body:";

  private static final int WARNINGS = 4;

  private final String id;
  private final String session;
  private final Definition definition;
  private final InstantSource clock;
  private final Instant created;
  private final StatusLog status = new StatusLog();
  private final BuildCancellation cancellation = new BuildCancellation();
  private final CompletableFuture<Solution> returned = new CompletableFuture<>();
  private final Map<String, BuildResult> results = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Vertex> vertexes = new ConcurrentLinkedQueue<>();
  private final SequencedMap<String, Image> made = new LinkedHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final ConcurrentLinkedQueue<Runnable> atEnd = new ConcurrentLinkedQueue<>();
  private volatile @Nullable End end;
  private volatile @Nullable Vertex pulling;
  private volatile InputStream body = InputStream.nullInputStream();

  BuildJob(String id, String session, Definition definition, InstantSource clock) {
    this.id = id;
    this.session = session;
    this.definition = definition;
    this.clock = clock;
    this.created = clock.instant();
  }

  /// What is built.
  ///
  /// @param frontend empty where the client drives the build
  public record Definition(String frontend, Map<String, String> options) {
    public Definition {
      options = Map.copyOf(options);
    }
  }

  /// How a build ended.
  ///
  /// @param exported what the exports told
  /// @param error empty for success
  public record End(Instant time, Map<String, String> exported, String error) {}

  /// The images that steps have left behind, by the steps' keys, each after its parent.
  public SequencedMap<String, Image> made() {
    synchronized (made) {
      return new LinkedHashMap<>(made);
    }
  }

  @Override
  public void made(String key, Image image) {
    synchronized (made) {
      made.putIfAbsent(key, image);
    }
  }

  /// How many steps there were.
  public record Steps(int cached, int completed, int total) {}

  public String id() {
    return id;
  }

  /// The id of its client's session.
  public String session() {
    return session;
  }

  public Definition definition() {
    return definition;
  }

  public Instant created() {
    return created;
  }

  /// How it ended, once it has.
  public Optional<End> end() {
    return Optional.ofNullable(end);
  }

  public Steps steps() {
    int cached = 0;
    int completed = 0;
    int total = 0;
    for (Vertex vertex : vertexes) {
      total++;
      cached += vertex.wasCached() ? 1 : 0;
      completed += vertex.isDone() ? 1 : 0;
    }
    return new Steps(cached, completed, total);
  }

  public StatusLog status() {
    return status;
  }

  public BuildCancellation cancellation() {
    return cancellation;
  }

  /// What the client that drives the build gives back at its end.
  public CompletableFuture<Solution> returned() {
    return returned;
  }

  /// Keeps a result under a name that the client can use.
  public String keep(BuildResult result) {
    String name = id + "-" + next.incrementAndGet();
    results.put(name, result);
    return name;
  }

  public Optional<BuildResult> result(String name) {
    return Optional.ofNullable(results.get(name));
  }

  /// Holds files until the build ends.
  public BuildContext hold(BuildContext files) {
    atEnd(files::close);
    return files;
  }

  /// Gives the build the context that came with its request.
  public void take(InputStream context) {
    body = context;
  }

  /// The context that came with the request; read once.
  public InputStream body() {
    return body;
  }

  /// Does something when the build has ended.
  public void atEnd(Runnable action) {
    atEnd.add(action);
  }

  /// Gives back what the build holds; nothing more happens in it.
  void end(Map<String, String> exported, String error) {
    end = new End(clock.instant(), Map.copyOf(exported), error);
    status.close();
    for (Runnable action = atEnd.poll(); action != null; action = atEnd.poll()) {
      action.run();
    }
  }

  /// The step that failed, if one did.
  Optional<Vertex> failed() {
    return vertexes.stream().filter(vertex -> vertex.failure() != null).findFirst();
  }

  @Override
  public void text(String text) {
    // The classic builder's commentary: the steps say it here.
  }

  @Override
  public void image(Digest image) {
    // The export tells of the image.
  }

  /// Of base images that are pulled: shown below the step that was begun last.
  @Override
  public Progress progress() {
    return new PullProgress(() -> pulling);
  }

  @Override
  public StepLog begin(BuildStep step) {
    var vertex = new Vertex(step, status, clock);
    vertexes.add(vertex);
    if (step.name().startsWith("[internal] load metadata")) {
      pulling = vertex;
    }
    return vertex;
  }

  /// Tells the build's watchers of a warning.
  ///
  /// @param warning a `VertexWarning`, which has the fields of the gateway's `WarnRequest`
  public void warn(byte[] warning) {
    status.add(new ProtoWriter().bytes(WARNINGS, warning));
  }

  /// Tells of something that is not done, without harm to the build.
  public void left(String name, String why) {
    new Vertex(new BuildStep(digest(name), name, List.of(), 0, 0), status, clock).failed(why);
  }

  /// A step of the builder's own.
  @FunctionalInterface
  public interface InternalStep<T> {
    T run(Vertex vertex) throws IOException, InterruptedException;
  }

  /// What stands for a step of that name that no instruction stands for.
  public Digest digest(String name) {
    return Digest.sha256((id + "\0" + name).getBytes(UTF_8));
  }

  /// Does a step that no instruction stands for, and tells of it.
  public <T> T step(String name, InternalStep<T> step) throws IOException, InterruptedException {
    var vertex = new Vertex(new BuildStep(digest(name), name, List.of(), 0, 0), status, clock);
    vertexes.add(vertex);
    try {
      T result = step.run(vertex);
      vertex.done();
      return result;
    } catch (IOException | RuntimeException e) {
      vertex.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }
}
