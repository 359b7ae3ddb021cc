package havre.api;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import havre.transport.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Engine API as a whole: takes the version off the path, checks it, finds the endpoint, and
/// turns exceptions into Docker's error answers. Endpoints that the specification has and nobody
/// serves answer 501.
public final class DockerApi implements Handler {
  private static final System.Logger LOG = System.getLogger(DockerApi.class.getName());
  private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)");
  private static final ErrorDto PAGE_NOT_FOUND = new ErrorDto("page not found");

  private final Router<Endpoint> router = new Router<>();
  private final String serverHeader;

  /// @param engineVersion shown in the `Server` header
  /// @param areas tried in this order
  public DockerApi(String engineVersion, List<Routes> areas) {
    this.serverHeader = "Docker/" + engineVersion + " (linux)";
    areas.forEach(area -> area.addTo(router));
    new UnservedRoutes().addTo(router);
  }

  @Override
  public void handle(Request request, Response response) throws IOException, InterruptedException {
    String path = request.path();
    if (path.contains("//")) {
      response.header("Location", path.replaceAll("/{2,}", "/"));
      response.send(301, null, new byte[0]);
      return;
    }
    Matcher versioned = VERSIONED.matcher(path);
    boolean hasVersion = versioned.matches();
    String bare = hasVersion ? versioned.group(2) : path;
    if (request.method().equals("OPTIONS")) {
      response.send(200, null, new byte[0]);
      return;
    }
    if (!(router.find(request.method(), bare)
        instanceof Router.Found<Endpoint>(Endpoint endpoint, var parameters))) {
      sendError(response, 404, PAGE_NOT_FOUND);
      return;
    }
    response.header("Api-Version", ApiVersion.CURRENT.toString());
    response.header("Ostype", "linux");
    response.header("Server", serverHeader);
    try {
      ApiVersion version = hasVersion ? negotiate(versioned.group(1)) : ApiVersion.CURRENT;
      response.header("Docker-Experimental", "false");
      endpoint.serve(new Call(request, response, version, parameters));
    } catch (HavreException e) {
      answer(request, response, e);
    } catch (UncheckedIOException e) {
      answer(request, response, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      answer(request, response, e);
    } catch (RuntimeException e) { // an endpoint's bug must not take the answer away
      LOG.log(System.Logger.Level.ERROR, request.method() + " " + path + " failed", e);
      if (!response.committed()) {
        sendError(response, 500, new ErrorDto(String.valueOf(e.getMessage())));
      }
    }
  }

  private static ApiVersion negotiate(String text) {
    Optional<ApiVersion> parsed = ApiVersion.parse(text);
    if (parsed.isEmpty() || parsed.get().compareTo(ApiVersion.MINIMUM) < 0) {
      throw HavreException.invalid(
          "client version %s is too old. Minimum supported API version is %s, please upgrade your client to a newer version"
              .formatted(text, ApiVersion.MINIMUM));
    }
    if (parsed.get().compareTo(ApiVersion.CURRENT) > 0) {
      throw HavreException.invalid(
          "client version %s is too new. Maximum supported API version is %s"
              .formatted(text, ApiVersion.CURRENT));
    }
    return parsed.get();
  }

  private static void answer(Request request, Response response, HavreException failure) {
    int status = HttpStatus.of(failure.kind());
    if (failure.kind() == ErrorKind.INTERNAL) {
      LOG.log(
          System.Logger.Level.ERROR, request.method() + " " + request.path() + " failed", failure);
    }
    if (response.committed()) {
      LOG.log(System.Logger.Level.DEBUG, "failed after the answer had begun", failure);
    } else if (status == 304) {
      response.send(304, null, new byte[0]);
    } else {
      sendError(response, status, new ErrorDto(String.valueOf(failure.getMessage())));
    }
  }

  /// The client has gone, and whatever is sent goes nowhere; or a file could not be written, as on
  /// a disk that is full.
  private static void answer(Request request, Response response, IOException failure)
      throws IOException {
    if (response.committed()) {
      throw failure;
    }
    System.Logger.Level level =
        failure instanceof FileSystemException
            ? System.Logger.Level.ERROR
            : System.Logger.Level.DEBUG;
    LOG.log(level, request.method() + " " + request.path() + " failed", failure);
    sendError(response, 500, new ErrorDto(String.valueOf(failure.getMessage())));
  }

  private static void sendError(Response response, int status, ErrorDto error) {
    response.send(status, "application/json", Json.line(error));
  }
}
