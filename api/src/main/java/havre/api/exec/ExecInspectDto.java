package havre.api.exec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.engine.exec.ExecSpec;
import havre.engine.exec.ExecView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer of `GET /exec/{id}/json`.
record ExecInspectDto(
    @JsonProperty("ID") String id,
    boolean running,
    @Nullable Integer exitCode,
    ProcessConfigDto processConfig,
    boolean openStdin,
    boolean openStderr,
    boolean openStdout,
    boolean canRemove,
    @JsonProperty("ContainerID") String containerId,
    byte[] detachKeys,
    int pid) {

  record ProcessConfigDto(
      @JsonProperty("tty") boolean tty,
      @JsonProperty("entrypoint") String entrypoint,
      @JsonProperty("arguments") List<String> arguments,
      @JsonProperty("privileged") boolean privileged,
      @JsonProperty("user") @JsonInclude(JsonInclude.Include.NON_EMPTY) String user) {}

  static ExecInspectDto of(ExecView view) {
    ExecSpec spec = view.spec();
    return new ExecInspectDto(
        view.id(),
        view.running(),
        view.exitCode(),
        new ProcessConfigDto(
            spec.tty(),
            spec.cmd().getFirst(),
            spec.cmd().subList(1, spec.cmd().size()),
            spec.privileged(),
            view.user()),
        spec.attachStdin(),
        spec.attachStderr(),
        spec.attachStdout(),
        false,
        view.containerId(),
        DetachKeys.bytes(spec.detachKeys()),
        view.pid());
  }
}
