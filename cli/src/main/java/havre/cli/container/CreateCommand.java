package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.create.CreateFlags;
import havre.client.EngineException;
import java.util.List;

/// `create`: makes a container and prints its id.
public final class CreateCommand extends Command {
  private final CreateFlags create;
  private final Creation creation;

  public CreateCommand() {
    flags().stopAtFirstArgument();
    create = new CreateFlags(flags());
    creation =
        new Creation(
            flags(), create, "Pull image before creating (\"always\", \"|missing\", \"never\")");
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE [COMMAND] [ARG...]";
  }

  @Override
  public String summary() {
    return "Create a new container";
  }

  @Override
  public List<String> paths() {
    return List.of("container create", "create");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public boolean passesExitCode() {
    return true;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    try {
      context.out().line(creation.create(context, arguments, body -> {}));
      return 0;
    } catch (EngineException e) {
      throw new CliException(1, Context.daemonError(e));
    }
  }
}
