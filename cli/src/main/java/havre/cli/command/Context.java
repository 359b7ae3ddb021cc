package havre.cli.command;

import havre.cli.flag.FlagSet;
import havre.cli.terminal.Console;
import havre.client.Engine;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a running command works with.
public final class Context {
  /// The program's name in usage lines and messages.
  public static final String PROGRAM = "havre";

  private final Invocation invocation;
  private final String path;
  private final FlagSet flags;
  private final Supplier<Engine> connect;
  private final Supplier<Selection> selection;
  private final Path configFolder;
  private final Output out;
  private final Output err;
  private @Nullable Engine engine;

  public Context(
      Invocation invocation,
      String path,
      FlagSet flags,
      Supplier<Engine> connect,
      Supplier<Selection> selection,
      Path configFolder,
      Output out,
      Output err) {
    this.invocation = invocation;
    this.path = path;
    this.flags = flags;
    this.connect = connect;
    this.selection = selection;
    this.configFolder = configFolder;
    this.out = out;
    this.err = err;
  }

  public Invocation invocation() {
    return invocation;
  }

  /// The words the command was called by, such as `container ls`.
  public String path() {
    return path;
  }

  public FlagSet flags() {
    return flags;
  }

  /// Where the user's configuration lies.
  public Path configFolder() {
    return configFolder;
  }

  /// Which context is in use.
  public Selection selection() {
    return selection.get();
  }

  public Output out() {
    return out;
  }

  public Output err() {
    return err;
  }

  public InputStream in() {
    return invocation.in();
  }

  public Console console() {
    return invocation.console();
  }

  /// The engine; the first call connects.
  public synchronized Engine engine() {
    Engine connected = engine;
    if (connected == null) {
      connected = connect.get();
      engine = connected;
    }
    return connected;
  }

  /// Whether the engine was asked for, and with it whether there is something to close.
  public synchronized @Nullable Engine engineIfConnected() {
    return engine;
  }

  /// Does something for each argument, and goes on after errors, which are printed.
  ///
  /// @return the exit code
  public int forEach(Iterable<String> arguments, Action action) {
    int exit = 0;
    for (String argument : arguments) {
      try {
        action.run(argument);
        out.flush();
      } catch (havre.client.EngineException e) {
        err.line(daemonError(e)).flush();
        exit = 1;
      }
    }
    return exit;
  }

  /// The context in use.
  ///
  /// @param defaultHost the host of the context `default`
  public record Selection(String name, String defaultHost) {}

  /// What is done for one argument.
  public interface Action {
    void run(String argument);
  }

  public static String daemonError(havre.client.EngineException e) {
    return "Error response from daemon: " + e.getMessage();
  }

  /// Asks a question that is answered with y or n; anything but y is no.
  public boolean confirm(String question) {
    out.print(question + " [y/N] ").flush();
    var answer = new StringBuilder();
    try {
      int c = in().read();
      while (c >= 0 && c != '\n') {
        answer.append((char) c);
        c = in().read();
      }
    } catch (java.io.IOException e) {
      return false;
    }
    String text = answer.toString().strip();
    return text.equalsIgnoreCase("y");
  }
}
