package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.BytesValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.cli.format.Pruning;
import havre.client.json.JsonObject;
import java.util.List;

/// `image prune`.
public final class ImagePruneCommand extends Command {
  private final BoolValue all;
  private final FilterValue filter;
  private final BoolValue force;
  private final StringValue high;
  private final StringValue low;
  private final BoolValue dry;

  public ImagePruneCommand() {
    all = flags().bool("all", 'a', "Remove all unused images, not just dangling ones");
    filter = flags().filter(Flag.NONE, "Provide filter values (e.g. \"until=<timestamp>\")");
    force = flags().bool("force", 'f', "Do not prompt for confirmation");
    high = flags().string("high", "Remove unused images only when all take more bytes (e.g. 20GB)");
    low = flags().string("low", "What unused images may leave then (default the same)");
    dry = flags().bool("dry-run", "With --high, only tell what would be removed");
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
    if (!high.get().isEmpty()) {
      return collect(context);
    }
    if (!low.get().isEmpty() || dry.get()) {
      throw new CliException("--low and --dry-run need --high");
    }
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

  private int collect(Context context) {
    if (all.get() || !filter.get().isEmpty()) {
      throw new CliException("--high can't be used with --all or --filter");
    }
    long above = bytes(high.get());
    long below = low.get().isEmpty() ? above : bytes(low.get());
    String which =
        "This will remove images without at least one container associated to them, while all images take more than "
            + high.get();
    if (!dry.get() && !Pruning.confirmed(context, force.get(), which)) {
      return 0;
    }
    JsonObject result = context.engine().images().collect(above, below, dry.get());
    report(context, result);
    Pruning.total(context, result.number("SpaceReclaimed"));
    return 0;
  }

  private static long bytes(String text) {
    try {
      return BytesValue.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CliException(CliException.text(e));
    }
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
