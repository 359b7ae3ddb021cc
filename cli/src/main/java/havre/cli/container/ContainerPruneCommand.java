package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import havre.client.json.JsonObject;
import java.util.List;

/// `container prune`.
public final class ContainerPruneCommand extends Command {
  private final FilterValue filter;
  private final BoolValue force;

  public ContainerPruneCommand() {
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"until=<timestamp>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Remove all stopped containers";
  }

  @Override
  public List<String> paths() {
    return List.of("container prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!Pruning.confirmed(context, force.get(), "This will remove all stopped containers.")) {
      return 0;
    }
    JsonObject result = context.engine().containers().prune(filter.get());
    Pruning.report(context, "Deleted Containers:", result.array("ContainersDeleted").strings());
    Pruning.total(context, result.number("SpaceReclaimed"));
    return 0;
  }
}
