package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import havre.cli.image.ImagePruneCommand;
import havre.client.EngineException;
import havre.client.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `system prune`: removes all that nothing uses.
public final class SystemPruneCommand extends Command {
  private final BoolValue all;
  private final FilterValue filter;
  private final BoolValue force;
  private final BoolValue volumes;

  public SystemPruneCommand() {
    all = flags().bool("all", 'a', "Remove all unused images not just dangling ones");
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"label=<key>=<value>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
    volumes = flags().bool("volumes", "Prune anonymous volumes");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Remove unused data";
  }

  @Override
  public List<String> paths() {
    return List.of("system prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (volumes.get() && filter.get().containsKey("until")) {
      throw new CliException("ERROR: The \"until\" filter is not supported with \"--volumes\"");
    }
    if (!Pruning.confirmed(context, force.get(), warning())) {
      return 0;
    }
    Map<String, List<String>> filters = filter.get();
    JsonObject containers = context.engine().containers().prune(filters);
    Pruning.report(context, "Deleted Containers:", containers.array("ContainersDeleted").strings());
    JsonObject networks = context.engine().networks().prune(filters);
    Pruning.report(context, "Deleted Networks:", networks.array("NetworksDeleted").strings());
    long space = containers.number("SpaceReclaimed");
    if (volumes.get()) {
      JsonObject pruned = context.engine().volumes().prune(filters);
      Pruning.report(context, "Deleted Volumes:", pruned.array("VolumesDeleted").strings());
      space += pruned.number("SpaceReclaimed");
    }
    Map<String, List<String>> imageFilters = new HashMap<>(filters);
    imageFilters.put("dangling", List.of(all.get() ? "false" : "true"));
    JsonObject images = context.engine().images().prune(imageFilters);
    ImagePruneCommand.report(context, images);
    JsonObject cache = pruneCache(context, filters);
    Pruning.report(context, "Deleted build cache objects:", cache.array("CachesDeleted").strings());
    Pruning.total(
        context, space + images.number("SpaceReclaimed") + cache.number("SpaceReclaimed"));
    return 0;
  }

  private JsonObject pruneCache(Context context, Map<String, List<String>> filters) {
    try {
      return context.engine().system().buildCachePrune(filters, all.get(), 0);
    } catch (EngineException e) {
      if (e.status() == 501) {
        // An engine without builder has no cache to prune.
        return new JsonObject();
      }
      throw e;
    }
  }

  private String warning() {
    return "This will remove:\n"
        + "  - all stopped containers\n"
        + "  - all networks not used by at least one container\n"
        + (volumes.get() ? "  - all anonymous volumes not used by at least one container\n" : "")
        + (all.get()
            ? "  - all images without at least one container associated to them\n"
            : "  - all dangling images\n")
        + (all.get() ? "  - all build cache\n" : "  - unused build cache\n");
  }
}
