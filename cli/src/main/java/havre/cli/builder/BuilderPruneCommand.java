package havre.cli.builder;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.BytesValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import havre.client.json.JsonObject;
import java.util.List;

/// `builder prune`: removes what builds have kept.
public final class BuilderPruneCommand extends Command {
  private final BoolValue all;
  private final FilterValue filter;
  private final BoolValue force;
  private final BytesValue keep = new BytesValue();

  public BuilderPruneCommand() {
    all = flags().bool("all", 'a', "Remove all unused build cache, not just dangling ones");
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"until=24h\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
    flags().add("keep-storage", Flag.NONE, "Amount of disk space to keep for cache", keep);
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String summary() {
    return "Remove build cache";
  }

  @Override
  public List<String> paths() {
    return List.of("builder prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String which = all.get() ? "all build cache" : "all dangling build cache";
    if (!force.get()
        && !context.confirm(
            "WARNING! This will remove " + which + ". Are you sure you want to continue?")) {
      return 0;
    }
    JsonObject result =
        context.engine().system().buildCachePrune(filter.get(), all.get(), keep.get());
    Pruning.report(
        context, "Deleted build cache objects:", result.array("CachesDeleted").strings());
    Pruning.total(context, result.number("SpaceReclaimed"));
    return 0;
  }
}
