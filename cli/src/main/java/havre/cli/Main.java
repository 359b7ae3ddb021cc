package havre.cli;

import havre.cli.command.Invocation;
import havre.cli.terminal.ProcessConsole;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// The `havre` program: the one place of the command line that touches the process.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var invocation =
        new Invocation(
            List.of(arguments),
            System.getenv(),
            Path.of(System.getProperty("user.dir")),
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            new ProcessConsole(),
            Clock.systemDefaultZone());
    System.exit(new Cli(invocation).run());
  }
}
