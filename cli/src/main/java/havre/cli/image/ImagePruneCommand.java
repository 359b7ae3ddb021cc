package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.format.Pruning;
import havre.client.json.JsonObject;
import java.util.List;

/// `image prune`.
public final class ImagePruneCommand extends Command {
  private final BoolValue all;
  private final FilterValue filter;
  private final BoolValue force;

  public ImagePruneCommand() {
    all = flags().bool("all", 'a', "Remove all unused images, not just dangling ones");
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"until=<timestamp>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Remove unused images";
  }

  @Override
  public List<String> paths() {
    return List.of("image prune");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String which =
        all.get()
            ? "This will remove all images without at least one container associated to them."
            : "This will remove all dangling images.";
    if (!Pruning.confirmed(context, force.get(), which)) {
      return 0;
    }
    filter.add("dangling", all.get() ? "false" : "true");
    JsonObject result = context.engine().images().prune(filter.get());
    report(context, result);
    Pruning.total(context, result.number("SpaceReclaimed"));
    return 0;
  }

  /// Lists what went.
  public static void report(Context context, JsonObject result) {
    if (!result.array("ImagesDeleted").isEmpty()) {
      context.out().line("Deleted Images:");
      for (JsonObject change : result.array("ImagesDeleted").objects()) {
        boolean deleted = change.has("Deleted");
        context
            .out()
            .line(
                (deleted ? "deleted: " : "untagged: ")
                    + change.string(deleted ? "Deleted" : "Untagged"));
      }
      context.out().line("");
    }
  }
}
