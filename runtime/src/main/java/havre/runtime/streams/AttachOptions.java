package havre.runtime.streams;

/// What an attached client wants.
///
/// @param stdin whether it will write to the process's input
/// @param logs whether what the log holds is replayed first
/// @param stream whether output is followed as it comes
public record AttachOptions(
    boolean stdin, boolean stdout, boolean stderr, boolean logs, boolean stream) {

  public static AttachOptions everything() {
    return new AttachOptions(true, true, true, false, true);
  }

  public boolean wants(StreamKind kind) {
    return switch (kind) {
      case STDIN -> stdin;
      case STDOUT -> stdout;
      case STDERR -> stderr;
    };
  }
}
