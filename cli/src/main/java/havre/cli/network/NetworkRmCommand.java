package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.format.Pruning;
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
        if (spared(context, network)) {
          continue;
        }
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

  /// Swarm's own network carries all published ports, so its removal is asked for twice.
  private static boolean spared(Context context, String network) {
    try {
      return context.engine().networks().inspect(network, false).bool("Ingress")
          && !Pruning.confirmed(
              context,
              false,
              "Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.");
    } catch (EngineException e) {
      return false;
    }
  }
}
