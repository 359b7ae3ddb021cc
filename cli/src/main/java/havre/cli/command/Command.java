package havre.cli.command;

import havre.cli.flag.FlagSet;
import java.util.List;

/// A command of the command line. Only the one that is called is ever made; its constructor
/// declares the options.
public abstract class Command {
  private final FlagSet flags = new FlagSet();

  public final FlagSet flags() {
    return flags;
  }

  /// What follows the command's name in its usage line.
  public abstract String usage();

  /// One line on what it does.
  public abstract String summary();

  /// What it does, as its own help tells it.
  public String description() {
    return summary();
  }

  /// The paths it can be called by, in the order help shows them.
  public abstract List<String> paths();

  public abstract Arity arity();

  /// Does it.
  ///
  /// @return the exit code
  public abstract int run(Context context, List<String> arguments);

  /// Whether the parser's and the engine's errors end the command with 125 and point to its help,
  /// as for commands whose exit code is that of a process.
  public boolean passesExitCode() {
    return false;
  }
}
