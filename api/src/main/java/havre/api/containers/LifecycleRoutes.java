package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Json;
import havre.api.Routes;
import havre.common.HavreException;
import havre.engine.container.Containers;
import havre.engine.container.Containers.WaitCondition;
import havre.transport.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The verbs of a container's life, and waiting for its end.
public final class LifecycleRoutes implements Routes {
  private final Containers containers;

  public LifecycleRoutes(Containers containers) {
    this.containers = containers;
  }

  private record WaitDto(
      int statusCode, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WaitErrorDto error) {}

  private record WaitErrorDto(String message) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("POST", "/containers/{id:.*}/start", this::start)
        .add("POST", "/containers/{id:.*}/stop", this::stop)
        .add("POST", "/containers/{id:.*}/restart", this::restart)
        .add("POST", "/containers/{id:.*}/kill", this::kill)
        .add("POST", "/containers/{id:.*}/pause", done(containers::pause))
        .add("POST", "/containers/{id:.*}/unpause", done(containers::unpause))
        .add("POST", "/containers/{id:.*}/rename", this::rename)
        .add("POST", "/containers/{id:.*}/wait", this::waitFor)
        .add("DELETE", "/containers/{id:.*}", this::remove);
  }

  /// An endpoint that only does something to the container.
  private static Endpoint done(java.util.function.Consumer<String> verb) {
    return call -> {
      verb.accept(call.parameter("id"));
      call.replyEmpty(204);
    };
  }

  /// Very old clients sent a host configuration along, which is no longer taken.
  private void start(Call call) {
    if (call.hasBody() && call.contentLength() > 2) {
      throw HavreException.invalid(
          "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24");
    }
    Refusals.refuse(call.query().string("checkpoint"), "checkpoint");
    containers.start(call.parameter("id"));
    call.replyEmpty(204);
  }

  private void stop(Call call) {
    containers.stop(call.parameter("id"), signal(call), timeout(call));
    call.replyEmpty(204);
  }

  private void restart(Call call) {
    containers.restart(call.parameter("id"), signal(call), timeout(call));
    call.replyEmpty(204);
  }

  private static String signal(Call call) {
    return call.version().atLeast(42) ? call.query().string("signal") : "";
  }

  private static @Nullable Integer timeout(Call call) {
    return call.query().string("t").isEmpty() ? null : (Integer) call.number("t");
  }

  private void kill(Call call) {
    containers.kill(call.parameter("id"), call.query().string("signal"));
    call.replyEmpty(204);
  }

  private void rename(Call call) {
    String name = call.query().string("name");
    if (name.isEmpty()) {
      throw HavreException.invalid("Neither old nor new names may be empty");
    }
    containers.rename(call.parameter("id"), name);
    call.replyEmpty(204);
  }

  private void remove(Call call) {
    containers.remove(
        call.parameter("id"),
        new Containers.RemoveOptions(
            call.query().bool("force"), call.query().bool("v"), call.query().bool("link")));
    call.replyEmpty(204);
  }

  /// From 1.30 on the header is sent before the wait is over: clients take it as the sign that they
  /// may start the container.
  private void waitFor(Call call) throws IOException, InterruptedException {
    CompletableFuture<Containers.WaitResult> result =
        containers.wait(call.parameter("id"), condition(call));
    call.onDisconnect(() -> result.cancel(false));
    try {
      if (!call.version().atLeast(30)) {
        call.reply(dto(result.get()));
        return;
      }
      try (OutputStream out = call.stream("application/json")) {
        out.flush();
        out.write(Json.line(dto(result.get())));
      }
    } catch (CancellationException _) {
      return; // the client has gone
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HavreException failure) {
        throw failure;
      }
      throw HavreException.internal("wait for container: " + e.getCause(), e);
    } finally {
      result.cancel(false);
    }
  }

  private static WaitCondition condition(Call call) {
    if (!call.version().atLeast(30)) {
      return WaitCondition.NOT_RUNNING;
    }
    String condition = call.query().string("condition");
    return switch (condition) {
      case "", "not-running" -> WaitCondition.NOT_RUNNING;
      case "next-exit" -> WaitCondition.NEXT_EXIT;
      case "removed" -> WaitCondition.REMOVED;
      default -> throw HavreException.invalid("invalid condition: \"" + condition + "\"");
    };
  }

  private static WaitDto dto(Containers.WaitResult result) {
    return new WaitDto(
        result.exitCode(), result.error().isEmpty() ? null : new WaitErrorDto(result.error()));
  }
}
