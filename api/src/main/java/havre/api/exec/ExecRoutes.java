package havre.api.exec;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.api.WindowParameters;
import havre.api.stream.SessionCopy;
import havre.common.HavreException;
import havre.engine.container.StreamSession;
import havre.engine.exec.ExecView;
import havre.engine.exec.Execs;
import havre.transport.DuplexStream;
import havre.transport.Router;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Making, starting, inspecting execs and setting their terminal's size.
public final class ExecRoutes implements Routes {
  private final Execs execs;

  public ExecRoutes(Execs execs) {
    this.execs = execs;
  }

  private record IdDto(@JsonProperty("Id") String id) {}

  private record StartDto(
      @Nullable Boolean detach, @Nullable Boolean tty, @Nullable List<Integer> consoleSize) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("POST", "/containers/{id:.*}/exec", this::create)
        .add("POST", "/exec/{id}/start", this::start)
        .add("POST", "/exec/{id}/resize", this::resize)
        .add("GET", "/exec/{id}/json", this::inspect);
  }

  private void create(Call call) throws IOException {
    ExecConfigDto dto = call.optionalJson(ExecConfigDto.class);
    if (dto == null || dto.cmd() == null || dto.cmd().isEmpty()) {
      throw HavreException.invalid("No exec command specified");
    }
    call.reply(201, new IdDto(execs.create(call.parameter("id"), dto.toDomain())));
  }

  private void start(Call call) throws IOException {
    String id = call.parameter("id");
    StartDto dto = call.optionalJson(StartDto.class);
    ExecView view = execs.inspect(id);
    List<Integer> size = dto == null ? List.of() : ExecConfigDto.size(dto.consoleSize());
    if (dto != null && Boolean.TRUE.equals(dto.detach())) {
      execs.startDetached(id, Boolean.TRUE.equals(dto.tty()), size);
      call.replyEmpty(200);
      return;
    }
    try (StreamSession session =
        execs.start(id, dto != null && Boolean.TRUE.equals(dto.tty()), size)) {
      // The client knows frames where it said that there is no terminal, and only there.
      boolean multiplexed = dto == null || !Boolean.TRUE.equals(dto.tty());
      try (DuplexStream client = call.hijack(multiplexed)) {
        copy(session, client, view.spec().attachStdin(), multiplexed);
      }
    }
  }

  /// The answer has begun when the process starts: its failure goes down the stream, as Docker
  /// does.
  private static void copy(
      StreamSession session, DuplexStream client, boolean stdin, boolean multiplexed)
      throws IOException {
    try {
      SessionCopy.run(session, client, stdin, multiplexed);
    } catch (HavreException e) {
      SessionCopy.tell(client, multiplexed, String.valueOf(e.getMessage()));
    }
  }

  private void resize(Call call) {
    WindowParameters size = WindowParameters.of(call);
    execs.resize(call.parameter("id"), size.rows(), size.columns());
    call.replyEmpty(200);
  }

  private void inspect(Call call) {
    call.reply(ExecInspectDto.of(execs.inspect(call.parameter("id"))));
  }
}
