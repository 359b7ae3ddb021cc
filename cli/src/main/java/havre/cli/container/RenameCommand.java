package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.client.EngineException;
import java.util.List;

/// `rename`.
public final class RenameCommand extends Command {
  @Override
  public String usage() {
    return "CONTAINER NEW_NAME";
  }

  @Override
  public String summary() {
    return "Rename a container";
  }

  @Override
  public List<String> paths() {
    return List.of("container rename", "rename");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String old = arguments.getFirst().strip();
    String name = arguments.get(1).strip();
    if (old.isEmpty() || name.isEmpty()) {
      throw new CliException("Error: Neither old nor new names may be empty");
    }
    try {
      context.engine().containers().rename(old, name);
      return 0;
    } catch (EngineException e) {
      throw new CliException(
          Context.daemonError(e) + "\nError: failed to rename container named " + old);
    }
  }
}
