package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.client.EngineException;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// `rmi`: removes names of images, and the images that have none left.
public final class RmiCommand extends Command {
  private final PlatformValue platform;
  private final BoolValue force;
  private final BoolValue noPrune;

  public RmiCommand() {
    force = flags().bool("force", 'f', "Force removal of the image");
    noPrune = flags().bool("no-prune", "Do not delete untagged parents");
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                "Remove only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
                new PlatformValue("strings"));
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE [IMAGE...]";
  }

  @Override
  public String summary() {
    return "Remove one or more images";
  }

  @Override
  public List<String> paths() {
    return List.of("image rm", "image remove", "rmi");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    int exit = 0;
    for (String image : arguments) {
      try {
        print(
            context,
            context.engine().images().remove(image, force.get(), noPrune.get(), platform.all()));
      } catch (EngineException e) {
        context.err().line(Context.daemonError(e)).flush();
        exit = force.get() && e.notFound() ? exit : 1;
      }
    }
    return exit;
  }

  static void print(Context context, JsonArray removed) {
    for (JsonObject change : removed.objects()) {
      boolean deleted = change.has("Deleted");
      context
          .out()
          .line(
              (deleted ? "Deleted: " : "Untagged: ")
                  + change.string(deleted ? "Deleted" : "Untagged"));
    }
    context.out().flush();
  }
}
