package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import java.util.List;

/// `network prune`.
public final class NetworkPruneCommand extends Command {
  private final FilterValue filter;
  private final BoolValue force;

  public NetworkPruneCommand() {
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"until=<timestamp>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Remove all unused networks";
  }

  @Override
  public List<String> paths() {
    return List.of("network prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String warning = "This will remove all custom networks not used by at least one container.";
    if (Pruning.confirmed(context, force.get(), warning)) {
      var result = context.engine().networks().prune(filter.get());
      Pruning.report(context, "Deleted Networks:", result.array("NetworksDeleted").strings());
    }
    return 0;
  }
}
