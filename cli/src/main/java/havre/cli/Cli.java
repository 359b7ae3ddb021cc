package havre.cli;

import static havre.cli.command.Context.PROGRAM;

import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.command.Invocation;
import havre.cli.command.Output;
import havre.cli.command.Version;
import havre.cli.flag.FlagException;
import havre.cli.flag.FlagParser;
import havre.client.Engine;
import havre.client.EngineException;
import havre.client.http.ConnectionFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/// One call: finds the command, fills its options, runs it, and turns what it throws into an exit
/// code and a line on the error stream.
public final class Cli {
  private static final int USAGE = 125;

  private final Invocation invocation;
  private final Output out;
  private final Output err;
  private final GlobalOptions global = new GlobalOptions();

  public Cli(Invocation invocation) {
    this.invocation = invocation;
    this.out = new Output(invocation.out());
    this.err = new Output(invocation.err());
  }

  /// Runs the call.
  ///
  /// @return the exit code
  public int run() {
    try {
      int exit = dispatch();
      out.flush();
      err.flush();
      return exit;
    } catch (UncheckedIOException closed) {
      // Whoever read our output has gone; what else we would say has no reader either.
      return 1;
    }
  }

  private int dispatch() {
    List<String> words;
    var parser = new FlagParser(global.flags);
    try {
      words = parser.parse(invocation.arguments());
    } catch (FlagException e) {
      err.line(CliException.text(e) + "\n\nUsage:  " + PROGRAM + " [OPTIONS] COMMAND [ARG...]");
      err.line("\nRun '" + PROGRAM + " --help' for more information");
      return USAGE;
    }
    if (global.version.get()) {
      out.line("Havre version " + Version.NUMBER + ", build " + Version.BUILD);
      return 0;
    }
    if (words.isEmpty() || parser.help()) {
      helpText(out).top(global.flags);
      return 0;
    }
    if (!global.complaint().isEmpty()) {
      err.line(global.complaint());
      return 1;
    }
    String first = words.getFirst();
    if (Commands.isGroup(first)) {
      return group(first, words.subList(1, words.size()));
    }
    Command command = Commands.create(first);
    if (command == null) {
      return unknown(first, "", Commands.topLevel());
    }
    return run(first, command, words.subList(1, words.size()));
  }

  private HelpText helpText(Output where) {
    return new HelpText(where, invocation.console().size().columns());
  }

  private int group(String group, List<String> words) {
    if (words.isEmpty() || words.contains("--help") && words.getFirst().startsWith("-")) {
      (words.isEmpty() ? helpText(err) : helpText(out)).group(group);
      return 0;
    }
    String path = group + " " + words.getFirst();
    Command command = Commands.create(path);
    if (command == null) {
      return unknown(path, "Usage:  " + PROGRAM + " " + group + "\n\n", Commands.of(group));
    }
    return run(path, command, words.subList(1, words.size()));
  }

  private int unknown(String path, String usage, List<String> known) {
    String program = PROGRAM;
    int space = path.indexOf(' ');
    err.line(program + ": unknown command: " + program + " " + path + "\n");
    List<String> similar = Similar.to(path.substring(space + 1), known);
    if (!similar.isEmpty()) {
      err.line(similar.size() == 1 ? "Did you mean this?" : "Did you mean one of these?");
      for (String name : similar) {
        err.line("    " + name);
      }
      err.line("");
    }
    String group = space < 0 ? "" : " " + path.substring(0, space);
    err.line(usage + "Run '" + program + group + " --help' for more information");
    return 1;
  }

  private int run(String path, Command command, List<String> words) {
    var parser = new FlagParser(command.flags());
    List<String> arguments;
    try {
      arguments = parser.parse(words);
    } catch (FlagException e) {
      if (words.contains("--help") && !command.passesExitCode()) {
        helpText(out).command(path, command);
        return 0;
      }
      err.line(CliException.text(e));
      String hint = Similar.flag(CliException.text(e), command.flags());
      if (!hint.isEmpty()) {
        err.line("Did you mean " + hint + "?");
      }
      err.line("\nUsage:  " + PROGRAM + " " + path + " " + command.usage());
      err.line("\nRun '" + PROGRAM + " " + path + " --help' for more information");
      return USAGE;
    }
    if (parser.help()) {
      helpText(out).command(path, command);
      return 0;
    }
    for (String old : parser.oldForms()) {
      err.line("Hint: " + old + " is the old form of -" + old);
    }
    String complaint = command.arity().complaint(arguments.size());
    if (complaint != null) {
      err.line(PROGRAM + ": '" + PROGRAM + " " + path + "' " + complaint);
      err.line("\nUsage:  " + PROGRAM + " " + path + " " + command.usage());
      String verb =
          complaint.startsWith("requires at least") && !complaint.contains("most") ? "See" : "Run";
      err.line("\n" + verb + " '" + PROGRAM + " " + path + " --help' for more information");
      return 1;
    }
    return run(path, command, arguments, context(path, command));
  }

  private Context context(String path, Command command) {
    return new Context(
        invocation,
        path,
        command.flags(),
        () -> global.connect(invocation),
        () -> global.selection(invocation),
        global.configFolder(invocation),
        out,
        err);
  }

  private int run(String path, Command command, List<String> arguments, Context context) {
    try {
      return command.run(context, arguments);
    } catch (CliException e) {
      return fail(path, command, e.exitCode(), CliException.text(e));
    } catch (EngineException e) {
      int exit = command.passesExitCode() ? ProcessExit.of(CliException.text(e)) : 1;
      return fail(path, command, exit, Context.daemonError(e));
    } catch (ConnectionFailedException e) {
      return fail(path, command, command.passesExitCode() ? USAGE : 1, CliException.text(e));
    } catch (UncheckedIOException e) {
      return fail(path, command, 1, CliException.text(e));
    } finally {
      close(context.engineIfConnected());
    }
  }

  private int fail(String path, Command command, int exit, String message) {
    out.flush();
    if (message.isEmpty()) {
      return exit;
    }
    if (command.passesExitCode() && exit >= USAGE) {
      err.line(PROGRAM + ": " + message);
      err.line("\nRun '" + PROGRAM + " " + path + " --help' for more information");
    } else {
      err.line(message);
    }
    return exit;
  }

  private static void close(@org.jspecify.annotations.Nullable Engine engine) {
    if (engine != null) {
      try {
        engine.close();
      } catch (IOException e) {
        // The connection is given up either way.
      }
    }
  }

  /// The exit code for a process that could not be started.
  static final class ProcessExit {
    private ProcessExit() {}

    static int of(String message) {
      String text = message.toLowerCase(Locale.ROOT);
      if (text.contains("executable file not found")
          || text.contains("no such file or directory")
          || text.contains("system cannot find the file specified")) {
        return 127;
      }
      return text.contains("permission denied") || text.contains("not a directory") ? 126 : USAGE;
    }
  }
}
