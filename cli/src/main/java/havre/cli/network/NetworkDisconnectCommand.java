package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import java.util.List;

/// `network disconnect`.
public final class NetworkDisconnectCommand extends Command {
  private final BoolValue force;

  public NetworkDisconnectCommand() {
    force = flags().bool("force", 'f', "Force the container to disconnect from a network");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NETWORK CONTAINER";
  }

  @Override
  public String summary() {
    return "Disconnect a container from a network";
  }

  @Override
  public List<String> paths() {
    return List.of("network disconnect");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    context.engine().networks().disconnect(arguments.getFirst(), arguments.get(1), force.get());
    return 0;
  }
}
