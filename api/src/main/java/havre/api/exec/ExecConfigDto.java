package havre.api.exec;

import com.fasterxml.jackson.annotation.JsonFormat;
import havre.common.HavreException;
import havre.engine.exec.ExecSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/{id}/exec`.
record ExecConfigDto(
    @Nullable String user,
    @Nullable Boolean privileged,
    @Nullable Boolean tty,
    @Nullable List<Integer> consoleSize,
    @Nullable Boolean attachStdin,
    @Nullable Boolean attachStdout,
    @Nullable Boolean attachStderr,
    @Nullable String detachKeys,
    @Nullable List<String> env,
    @Nullable String workingDir,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> cmd) {

  ExecSpec toDomain() {
    return new ExecSpec(
        cmd == null ? List.of() : cmd,
        env == null ? List.of() : env,
        user == null ? "" : user,
        workingDir == null ? "" : workingDir,
        Boolean.TRUE.equals(tty),
        Boolean.TRUE.equals(privileged),
        Boolean.TRUE.equals(attachStdin),
        Boolean.TRUE.equals(attachStdout),
        Boolean.TRUE.equals(attachStderr),
        detachKeys == null ? "" : detachKeys,
        size(consoleSize));
  }

  /// Rows and columns; absent and two zeros mean none.
  static List<Integer> size(@Nullable List<Integer> given) {
    if (given == null || given.isEmpty() || given.stream().allMatch(n -> n == 0)) {
      return List.of();
    }
    if (given.size() != 2) {
      throw HavreException.invalid("invalid ConsoleSize: want rows and columns");
    }
    return given;
  }
}
