package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.client.EngineException;
import java.util.List;

/// `network rm`.
public final class NetworkRmCommand extends Command {
  private final BoolValue force;

  public NetworkRmCommand() {
    force = flags().bool("force", 'f', "Do not error if the network does not exist");
  }

  @Override
  public String usage() {
    return "NETWORK [NETWORK...]";
  }

  @Override
  public String summary() {
    return "Remove one or more networks";
  }

  @Override
  public List<String> paths() {
    return List.of("network rm", "network remove");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    int exit = 0;
    for (String network : arguments) {
      try {
        context.engine().networks().remove(network);
        context.out().line(network).flush();
      } catch (EngineException e) {
        if (!force.get() || !e.notFound()) {
          context.err().line(Context.daemonError(e)).flush();
          exit = 1;
        }
      }
    }
    if (exit != 0) {
      context.err().line("exit status 1");
    }
    return exit;
  }
}
