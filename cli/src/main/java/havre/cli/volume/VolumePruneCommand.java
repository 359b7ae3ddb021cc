package havre.cli.volume;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import havre.client.json.JsonObject;
import java.util.List;

/// `volume prune`.
public final class VolumePruneCommand extends Command {
  private final BoolValue all;
  private final FilterValue filter;
  private final BoolValue force;

  public VolumePruneCommand() {
    all = flags().bool("all", 'a', "Remove all unused volumes, not just anonymous ones");
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"label=<label>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Remove unused local volumes";
  }

  @Override
  public List<String> paths() {
    return List.of("volume prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String which = all.get() ? "all" : "anonymous";
    String warning =
        "This will remove " + which + " local volumes not used by at least one container.";
    if (!Pruning.confirmed(context, force.get(), warning)) {
      return 0;
    }
    if (all.get()) {
      filter.add("all", "true");
    }
    JsonObject result = context.engine().volumes().prune(filter.get());
    Pruning.report(context, "Deleted Volumes:", result.array("VolumesDeleted").strings());
    Pruning.total(context, result.number("SpaceReclaimed"));
    return 0;
  }
}
