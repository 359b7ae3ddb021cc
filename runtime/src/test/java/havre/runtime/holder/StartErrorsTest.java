package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import havre.common.ErrorKind;
import havre.linux.Errno;
import havre.runtime.StartFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The texts are Docker's, with its runtime's.
class StartErrorsTest {
  private static final String RUN =
      "failed to create task for container: failed to create shim task: OCI runtime create failed:"
          + " runc create failed: unable to start container process: ";
  private static final String EXEC =
      "OCI runtime exec failed: exec failed: unable to start container process: ";

  private final Program program = new Program();

  @Test
  void programNotOnThePath() {
    program.exec(List.of("foo"), List.of());
    StartFailure failure = failure(Errno.ENOENT, "PATH", false);
    assertThat(failure)
        .hasMessage(RUN + "exec: \"foo\": executable file not found in $PATH: unknown");
    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
    assertThat(failure.exitCode()).isEqualTo(127);
  }

  @Test
  void programNotThere() {
    program.exec(List.of("/foo"), List.of());
    assertThat(failure(Errno.ENOENT, "stat", true))
        .hasMessage(EXEC + "exec: \"/foo\": stat /foo: no such file or directory: unknown");
  }

  @Test
  void programNotExecutable() {
    program.exec(List.of("/etc/passwd"), List.of());
    StartFailure failure = failure(Errno.EACCES, "", true);
    assertThat(failure).hasMessage(EXEC + "exec: \"/etc/passwd\": permission denied: unknown");
    assertThat(failure.exitCode()).isEqualTo(126);
  }

  @Test
  void programIsADirectory() {
    program.exec(List.of("/etc"), List.of());
    assertThat(failure(Errno.EISDIR, "", false))
        .hasMessage(RUN + "exec: \"/etc\": is a directory: unknown: permission denied");
  }

  @Test
  void noSuchWorkingDirectory() {
    program.chdir("/nosuch");
    assertThat(failure(Errno.ENOENT, "/nosuch", true))
        .hasMessage(
            EXEC
                + "chdir to cwd (\"/nosuch\") set in config.json failed: no such file or directory:"
                + " unknown");
  }

  @Test
  void noSuchSysctl() {
    program.sysctl("sys/net/foo", "1");
    assertThat(failure(Errno.ENOENT, "sys/net/foo", false))
        .hasMessage(
            RUN
                + "error during container init: open /proc/sys/net/foo: no such file or directory:"
                + " unknown");
  }

  @Test
  void directoryOnAFile() {
    program.mkdir("/proc/self/fd/7", 0755);
    assertThat(failure(Errno.ENOTDIR, "/proc/self/fd/7", false))
        .hasMessage(
            RUN
                + "error during container init: mkdir /proc/self/fd/7: not a directory: unknown:"
                + " Are you trying to mount a directory onto a file (or vice-versa)? Check if the"
                + " specified host path exists and is the expected type");
  }

  @Test
  void mountThatFails() {
    program.bind(0, "/from", "/to", 0, 0, 0);
    assertThat(failure(Errno.EPERM, "/to", false))
        .hasMessage(
            RUN
                + "error during container init: error mounting \"/from\" to rootfs at \"/to\":"
                + " operation not permitted: unknown");
    assertThat(failure(Errno.EPERM, "/to", false).kind()).isEqualTo(ErrorKind.INTERNAL);
  }

  @Test
  void childThatDied() {
    var message = new HolderMessage(HolderMessage.Type.FAILED, -1, 9, 0, 0, "child");
    assertThat(StartErrors.of(message, program, false))
        .hasMessage(RUN + "error during container init: killed by signal 9: unknown");
  }

  private StartFailure failure(Errno errno, String object, boolean exec) {
    int kind = program.steps().getFirst().kind().number();
    var message = new HolderMessage(HolderMessage.Type.FAILED, 0, kind, errno.number(), 0, object);
    return StartErrors.of(message, program, exec);
  }
}
