package havre.api.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.api.images.ProgressLines;
import havre.api.images.RegistryAuth;
import havre.build.BuildRequest;
import havre.build.BuildSources;
import havre.build.Builder;
import havre.build.context.BuildContext;
import havre.build.context.KeptContexts;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.CacheMounts;
import havre.build.step.FailedCommand;
import havre.build.step.GoDuration;
import havre.build.step.Secrets;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.images.Image;
import havre.images.Progress;
import havre.registryclient.Credentials;
import havre.transport.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `POST /build`, the classic builder's door.
public final class BuildRoutes implements Routes {
  private final Builder builder;
  private final Path scratch;
  private final Map<String, BuildCancellation> running = new ConcurrentHashMap<>();
  private final SessionBuilds sessions;
  private final KeptContexts kept;

  /// @param scratch a folder for the files that clients send
  public BuildRoutes(Builder builder, Path scratch, SessionBuilds sessions, KeptContexts kept) {
    this.builder = builder;
    this.scratch = scratch;
    this.sessions = sessions;
    this.kept = kept;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("POST", "/build", this::build)
        .add("POST", "/build/prune", this::prune)
        .add("POST", "/build/cancel", this::cancel);
  }

  /// Removes cache mounts; the images of earlier steps are images, and pruned as such.
  private void prune(Call call) {
    var policy =
        new CacheMounts.Policy(
            Math.max(call.query().number("keep-storage"), call.query().number("reserved-space")),
            call.query().number("max-used-space"),
            call.query().number("min-free-space"),
            unusedFor(call.filters()));
    kept.clear();
    CacheMounts.Pruned pruned = builder.prune(policy);
    call.reply(
        new PrunedDto(pruned.folders().stream().map(CacheMounts::id).toList(), pruned.bytes()));
  }

  private static Duration unusedFor(Filters filters) {
    // Labels come with the pruning of everything and say nothing of the cache.
    filters.requireKnown(Set.of("until", "unused-for", "label", "label!"));
    var values = new ArrayList<String>(filters.get("until"));
    values.addAll(filters.get("unused-for"));
    if (values.size() > 1) {
      throw HavreException.invalid("filters expect only one value");
    }
    try {
      return values.isEmpty()
          ? Duration.ZERO
          : Duration.ofNanos(GoDuration.nanos(values.getFirst()));
    } catch (HavreException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "\"until\" filter expects a duration (e.g., '24h'): " + e.getMessage(),
          e);
    }
  }

  private record PrunedDto(
      @JsonProperty("CachesDeleted") List<String> cachesDeleted,
      @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}

  private void build(Call call) throws IOException {
    if (call.query().string("version").equals("2")) {
      sessions.build(call);
      return;
    }
    BuildRequest request = BuildParameters.read(call.query());
    Map<String, Credentials> logins = RegistryAuth.byDomain(call);
    var cancellation = new BuildCancellation();
    String id = call.query().string("buildid");
    running.put(id, cancellation);
    try (RemoteContext remote = new RemoteContext(call.query().string("remote"), scratch, kept);
        var out = new LazyLines(call)) {
      call.onDisconnect(cancellation::cancel);
      BuildLog log = request.quiet() ? new QuietLog(out) : new LinesLog(out);
      BuildContext context = remote.open(nameOf(request), call.body());
      var sources =
          new BuildSources(
              context,
              remote.dockerfile(),
              Secrets.NONE,
              domain -> logins.getOrDefault(domain, Credentials.NONE));
      try {
        Image image = builder.build(request, sources, log, cancellation);
        if (request.quiet()) {
          out.send(new BuildMessage.Stream(image.id() + "\n"));
        }
      } catch (HavreException e) {
        out.fail(e);
      } catch (IOException e) {
        out.fail(HavreException.internal(String.valueOf(e.getMessage()), e));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the client has gone
    } finally {
      running.remove(id, cancellation);
    }
  }

  /// What tells a build from others: what is sent for the next of the same name will be much alike.
  private static String nameOf(BuildRequest request) {
    return request.tags() + " " + request.dockerfile();
  }

  /// Ends the build of that id. That there is none is no error, as with Docker.
  private void cancel(Call call) {
    String id = call.query().string("id");
    if (id.isEmpty()) {
      throw new HavreException(ErrorKind.INTERNAL, "build ID not provided");
    }
    BuildCancellation cancellation = running.get(id);
    if (cancellation != null) {
      cancellation.cancel();
    }
    sessions.cancel(id);
    call.replyEmpty(200);
  }

  /// An answer that begins with its first message, so that an error before it has its own status.
  private static final class LazyLines implements AutoCloseable {
    private final Call call;
    private final List<BuildMessage> held = new ArrayList<>();
    private @Nullable JsonLines lines;

    LazyLines(Call call) {
      this.call = call;
    }

    synchronized JsonLines lines() {
      if (lines == null) {
        lines = call.jsonLines();
      }
      return lines;
    }

    synchronized void send(BuildMessage message) {
      try {
        lines().send(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Keeps a message that is only sent where the build fails.
    synchronized void hold(BuildMessage message) {
      held.add(message);
    }

    /// Ends the answer with an error, or throws it where nothing was said yet.
    synchronized void fail(HavreException failure) {
      held.forEach(this::send);
      if (lines == null) {
        throw failure;
      }
      send(
          BuildMessage.Failure.of(
              failure, failure instanceof FailedCommand failed ? failed.exitCode() : 0));
    }

    @Override
    public synchronized void close() throws IOException {
      if (lines != null) {
        lines.close();
      }
    }
  }

  private record LinesLog(LazyLines out) implements BuildLog {
    @Override
    public void text(String text) {
      out.send(new BuildMessage.Stream(text));
    }

    @Override
    public void image(Digest id) {
      out.send(new BuildMessage.Aux(new BuildMessage.Aux.Id(id.toString())));
    }

    @Override
    public Progress progress() {
      return new ProgressLines(out.lines(), false);
    }
  }

  /// Says nothing of a build that succeeds.
  private record QuietLog(LazyLines out) implements BuildLog {
    @Override
    public void text(String text) {
      out.hold(new BuildMessage.Stream(text));
    }

    @Override
    public void image(Digest id) {
      out.hold(new BuildMessage.Aux(new BuildMessage.Aux.Id(id.toString())));
    }
  }
}
