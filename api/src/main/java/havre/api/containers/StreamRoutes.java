package havre.api.containers;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.api.Timestamps;
import havre.api.WindowParameters;
import havre.api.stream.FrameMultiplexer;
import havre.api.stream.SessionCopy;
import havre.common.HavreException;
import havre.engine.container.AttachRequest;
import havre.engine.container.Containers;
import havre.engine.container.LogRequest;
import havre.engine.container.LogSession;
import havre.engine.container.StreamSession;
import havre.transport.DuplexStream;
import havre.transport.Router;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A container's output and input: logs, attach, the size of its terminal.
public final class StreamRoutes implements Routes {
  private final Containers containers;

  public StreamRoutes(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/containers/{id:.*}/logs", this::logs)
        .add("POST", "/containers/{id:.*}/attach", this::attach)
        .add("GET", "/containers/{id:.*}/attach/ws", this::attachWebSocket)
        .add("POST", "/containers/{id:.*}/resize", this::resize);
  }

  private void logs(Call call) throws IOException {
    LogRequest request = logRequest(call);
    try (LogSession session = containers.logs(call.parameter("id"), request)) {
      boolean multiplexed = !session.tty();
      call.onDisconnect(() -> Thread.ofVirtual().name("logs-end").start(session::close));
      try (OutputStream out = call.stream(call.rawStreamType(multiplexed))) {
        out.flush();
        if (multiplexed) {
          var frames = new FrameMultiplexer(out, false);
          session.copy(frames.stdout(), frames.stderr());
        } else {
          session.copy(out, out);
        }
      }
    }
  }

  private static LogRequest logRequest(Call call) {
    boolean stdout = call.query().bool("stdout");
    boolean stderr = call.query().bool("stderr");
    if (!stdout && !stderr) {
      throw HavreException.invalid("Bad parameters: you must choose at least one stream");
    }
    return new LogRequest(
        stdout,
        stderr,
        call.query().bool("follow"),
        Timestamps.parse(call.query().string("since")),
        Timestamps.parse(call.query().string("until")),
        tail(call.query().string("tail")),
        call.query().bool("timestamps"),
        call.query().bool("details"));
  }

  /// Anything that is no number means all, as Docker has it.
  private static long tail(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private void attach(Call call) throws IOException {
    AttachRequest request = attachRequest(call);
    try (StreamSession session = attached(call, request)) {
      if (session == null) {
        return;
      }
      boolean multiplexed = !session.tty();
      try (DuplexStream client = call.hijack(multiplexed)) {
        SessionCopy.run(session, client, request.stdin() && request.stream(), multiplexed);
      }
    }
  }

  /// Docker refuses an attachment in the words alone, as the first bytes of the stream.
  private @Nullable StreamSession attached(Call call, AttachRequest request) {
    try {
      return containers.attach(call.parameter("id"), request);
    } catch (HavreException e) {
      call.replyAsStream(e);
      return null;
    }
  }

  /// Over a WebSocket stdout and stderr come as they are, without frames.
  private void attachWebSocket(Call call) throws IOException {
    containers.inspect(call.parameter("id"), false);
    if (call.header("Sec-WebSocket-Key") == null) {
      throw HavreException.invalid("not websocket protocol");
    }
    AttachRequest request = attachRequest(call);
    try (StreamSession session = containers.attach(call.parameter("id"), request);
        DuplexStream client = call.webSocket()) {
      SessionCopy.run(session, client, request.stdin() && request.stream(), false);
    }
  }

  private static AttachRequest attachRequest(Call call) {
    return new AttachRequest(
        call.query().bool("logs"),
        call.query().bool("stream"),
        call.query().bool("stdin"),
        call.query().bool("stdout"),
        call.query().bool("stderr"),
        call.query().string("detachKeys"));
  }

  private void resize(Call call) {
    WindowParameters size = WindowParameters.of(call);
    containers.resize(call.parameter("id"), size.rows(), size.columns());
    call.replyEmpty(200);
  }
}
