package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.create.EndpointBody;
import havre.cli.flag.Flag;
import havre.cli.flag.IntValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import java.util.List;

/// `network connect`.
public final class NetworkConnectCommand extends Command {
  private final ListValue aliases;
  private final ListValue driverOptions;
  private final IntValue priority;
  private final StringValue ip;
  private final StringValue ip6;
  private final ListValue links;
  private final ListValue linkLocalIps;

  public NetworkConnectCommand() {
    aliases = strings("alias", "Add network-scoped alias for the container");
    driverOptions = strings("driver-opt", "driver options for the network");
    priority =
        flags()
            .integer(
                "gw-priority",
                "Highest gw-priority provides the default gateway. Accepts positive and negative values.");
    ip = flags().string("ip", "IPv4 address (e.g., \"172.30.100.104\")");
    ip6 = flags().string("ip6", "IPv6 address (e.g., \"2001:db8::33\")");
    links = flags().list("link", "Add link to another container");
    linkLocalIps = strings("link-local-ip", "Add a link-local address for the container");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NETWORK CONTAINER";
  }

  @Override
  public String summary() {
    return "Connect a container to a network";
  }

  @Override
  public List<String> paths() {
    return List.of("network connect");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var endpoint =
        EndpointBody.of(
            ip.get(),
            ip6.get(),
            linkLocalIps.get(),
            links.get(),
            aliases.get(),
            driverOptions.get(),
            "",
            priority.get());
    context.engine().networks().connect(arguments.getFirst(), arguments.get(1), endpoint);
    return 0;
  }

  private ListValue strings(String name, String usage) {
    return flags().add(name, Flag.NONE, usage, new ListValue("strings", "", text -> text));
  }
}
