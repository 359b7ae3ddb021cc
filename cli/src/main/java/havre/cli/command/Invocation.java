package havre.cli.command;

import havre.cli.terminal.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// One call of the command line, with all that a process has: nothing else of the process is
/// touched, so that one process can serve many calls.
///
/// @param console what is known of the terminal behind the streams, and the signals
public record Invocation(
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    InputStream in,
    OutputStream out,
    OutputStream err,
    Console console,
    Clock clock) {

  /// The value of an environment variable; empty when it isn't set.
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /// A file as the user named it, in the working folder.
  public Path file(String name) {
    return directory.resolve(name);
  }
}
