package havre.cli.container;

import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.client.EngineException;
import java.util.List;

/// `rm`. With `--force` it is no error when there is no such container.
public final class RmCommand extends ContainerVerb {
  private final BoolValue force;
  private final BoolValue link;
  private final BoolValue volumes;

  public RmCommand() {
    super("rm", "Remove one or more containers");
    force = flags().bool("force", 'f', "Force the removal of a running container (uses SIGKILL)");
    link = flags().bool("link", 'l', "Remove the specified link");
    volumes =
        flags().bool("volumes", 'v', "Remove anonymous volumes associated with the container");
  }

  @Override
  public List<String> paths() {
    return List.of("container rm", "container remove", "rm");
  }

  @Override
  void apply(Context context, String container) {
    context.engine().containers().remove(container, force.get(), volumes.get(), link.get());
  }

  @Override
  public int run(Context context, List<String> arguments) {
    int exit = 0;
    for (String container : arguments) {
      try {
        apply(context, container);
        context.out().line(container).flush();
      } catch (EngineException e) {
        context.err().line(Context.daemonError(e)).flush();
        exit = force.get() && e.notFound() ? exit : 1;
      }
    }
    return exit;
  }
}
