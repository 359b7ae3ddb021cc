package havre.api.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.build.BuildRequest;
import havre.build.BuildSources;
import havre.build.Builder;
import havre.build.context.BuildContext;
import havre.build.step.BuildCancellation;
import havre.build.step.BuildLog;
import havre.build.step.CacheMounts;
import havre.build.step.FailedCommand;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Image;
import havre.transport.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `POST /build`, the classic builder's door.
public final class BuildRoutes implements Routes {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int MAX_DOCKERFILE = 16 * 1024 * 1024;

  private final Builder builder;
  private final Path scratch;

  /// @param scratch a folder for the files that clients send
  public BuildRoutes(Builder builder, Path scratch) {
    this.builder = builder;
    this.scratch = scratch;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("POST", "/build", this::build).add("POST", "/build/prune", this::prune);
  }

  /// Removes cache mounts; the images of earlier steps are images, and pruned as such.
  private void prune(Call call) {
    call.filters().requireKnown(Set.of());
    for (String bound : List.of("max-used-space", "min-free-space")) {
      if (call.query().number(bound) > 0) {
        throw HavreException.invalid(bound + " is not supported by this builder");
      }
    }
    long keep =
        Math.max(call.query().number("keep-storage"), call.query().number("reserved-space"));
    CacheMounts.Pruned pruned = builder.prune(keep);
    call.reply(new PrunedDto(pruned.folders(), pruned.bytes()));
  }

  private record PrunedDto(
      @JsonProperty("CachesDeleted") List<String> cachesDeleted,
      @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}

  private void build(Call call) throws IOException {
    BuildRequest request = BuildParameters.read(call.query());
    var cancellation = new BuildCancellation();
    try (BuildContext context = context(call);
        var out = new LazyLines(call)) {
      call.onDisconnect(cancellation::cancel);
      BuildLog log = request.quiet() ? new QuietLog(out) : new LinesLog(out);
      try {
        Image image = builder.build(request, BuildSources.of(context), log, cancellation);
        if (request.quiet()) {
          out.send(new BuildMessage.Stream(image.id() + "\n"));
        }
      } catch (HavreException e) {
        if (!out.begun()) {
          throw e;
        }
        out.lines()
            .send(
                BuildMessage.Failure.of(
                    e, e instanceof FailedCommand failed ? failed.exitCode() : 0));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the client has gone
    }
  }

  private BuildContext context(Call call) throws IOException {
    String remote = call.query().string("remote");
    if (remote.isEmpty()) {
      return BuildContext.unpack(call.body(), scratch);
    }
    if (remote.equals("client-session")) {
      throw HavreException.invalid(
          "builds with a session are served by buildx's protocol alone; unset DOCKER_BUILDKIT");
    }
    if (remote.startsWith("git://")
        || remote.startsWith("git@")
        || remote.matches(".*\\.git(#.*)?")) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "building from a git repository is not supported: " + remote);
    }
    URLConnection connection = URI.create(remote).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (connection instanceof HttpURLConnection http && http.getResponseCode() >= 400) {
      throw HavreException.invalid(
          "error downloading remote context " + remote + ": " + http.getResponseCode());
    }
    try (InputStream in = connection.getInputStream()) {
      String type = String.valueOf(connection.getContentType());
      return type.startsWith("text/")
          ? BuildContext.ofDockerfile(in.readNBytes(MAX_DOCKERFILE), scratch)
          : BuildContext.unpack(in, scratch);
    }
  }

  /// An answer that begins with its first message, so that an error before it has its own status.
  private static final class LazyLines implements AutoCloseable {
    private final Call call;
    private @org.jspecify.annotations.Nullable JsonLines lines;

    LazyLines(Call call) {
      this.call = call;
    }

    boolean begun() {
      return lines != null;
    }

    JsonLines lines() {
      if (lines == null) {
        lines = call.jsonLines();
      }
      return lines;
    }

    synchronized void send(Object message) {
      try {
        lines().send(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
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
  }

  private record QuietLog(LazyLines out) implements BuildLog {
    @Override
    public void text(String text) {}

    @Override
    public void image(Digest id) {
      out.send(new BuildMessage.Aux(new BuildMessage.Aux.Id(id.toString())));
    }
  }
}
