package havre.runtime.holder;

import havre.common.ErrorKind;
import havre.linux.Errno;
import havre.runtime.StartFailure;
import java.util.List;
import java.util.Locale;

/// Turns a step that failed into the sentence that Docker and its runtime would have said.
final class StartErrors {
  private static final String RUN =
      "failed to create task for container: failed to create shim task: OCI runtime create failed:"
          + " runc create failed: unable to start container process: ";
  private static final String EXEC =
      "OCI runtime exec failed: exec failed: unable to start container process: ";
  private static final String UNKNOWN = ": unknown";
  private static final String NOT_A_DIRECTORY =
      ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified"
          + " host path exists and is the expected type";

  private StartErrors() {}

  /// @param exec whether it was an exec and not a container's first process
  static StartFailure of(HolderMessage failure, Program program, boolean exec) {
    Errno errno = Errno.of(failure.c());
    List<Program.Step> steps = program.steps();
    boolean beforeSteps = failure.a() < 0 || failure.a() >= steps.size();
    String detail =
        beforeSteps
            ? holderText(failure, errno)
            : stepText(steps.get(failure.a()), failure.object(), errno);
    return failure(detail, errno, exec);
  }

  private static StartFailure failure(String detail, Errno errno, boolean exec) {
    String message = (exec ? EXEC : RUN) + detail + UNKNOWN;
    return switch (errno) {
      case ENOENT, ENOEXEC -> refused(message, StartFailure.NOT_FOUND);
      case ENOTDIR -> refused(message + NOT_A_DIRECTORY, StartFailure.NOT_FOUND);
      case EACCES -> refused(message, StartFailure.NOT_EXECUTABLE);
      case EISDIR -> refused(message + ": permission denied", StartFailure.NOT_EXECUTABLE);
      default -> new StartFailure(ErrorKind.INTERNAL, message, StartFailure.OTHER, null);
    };
  }

  private static StartFailure refused(String message, int exitCode) {
    return new StartFailure(ErrorKind.INVALID, message, exitCode, null);
  }

  /// The child died, or was never there.
  private static String holderText(HolderMessage failure, Errno errno) {
    if (failure.object().equals("child")) {
      return failure.b() == 0
          ? "error during container init: unexpected end"
          : "error during container init: killed by signal " + failure.b();
    }
    return "error during container init: " + failure.object() + ": " + text(errno);
  }

  private static String stepText(Program.Step step, String object, Errno errno) {
    String subject = step.subject();
    return switch (step.kind()) {
      case EXEC -> "exec: \"" + subject + "\": " + lookupText(subject, object, errno);
      case CHDIR ->
          "chdir to cwd (\"%s\") set in config.json failed: %s".formatted(subject, text(errno));
      case OPEN_TREE, BIND, MOUNT ->
          init(
              "error mounting \"%s\" to rootfs at \"%s\": %s"
                  .formatted(
                      step.kind() == StepKind.OPEN_TREE ? object : subject,
                      step.kind() == StepKind.OPEN_TREE ? subject : object,
                      text(errno)));
      case HOSTNAME -> init("sethostname: " + text(errno));
      case SYSCTL -> init("open /proc/" + subject + ": " + text(errno));
      case MKDIR -> init("mkdir " + subject + ": " + text(errno));
      case RLIMIT -> init("error setting rlimit type " + object + ": " + text(errno));
      default ->
          init(step.kind().name().toLowerCase(Locale.ROOT) + suffix(object) + ": " + text(errno));
    };
  }

  private static String lookupText(String program, String object, Errno errno) {
    if (object.equals("PATH")) {
      return "executable file not found in $PATH";
    }
    return object.equals("stat") ? "stat " + program + ": " + text(errno) : text(errno);
  }

  private static String init(String text) {
    return "error during container init: " + text;
  }

  private static String suffix(String object) {
    return object.isEmpty() ? "" : " " + object;
  }

  /// As Go writes an errno.
  private static String text(Errno errno) {
    return errno.text().toLowerCase(Locale.ROOT);
  }
}
