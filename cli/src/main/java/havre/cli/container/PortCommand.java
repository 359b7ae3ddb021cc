package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.GoNumbers;
import havre.cli.format.NaturalOrder;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `port`: prints where the ports of a container are published.
public final class PortCommand extends Command {

  @Override
  public String usage() {
    return "CONTAINER [PRIVATE_PORT[/PROTO]]";
  }

  @Override
  public String summary() {
    return "List port mappings or a specific mapping for the container";
  }

  @Override
  public List<String> paths() {
    return List.of("container port", "port");
  }

  @Override
  public Arity arity() {
    return Arity.between(1, 2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String container = arguments.getFirst();
    JsonObject found = context.engine().containers().inspect(container, false);
    JsonObject ports = found.object("NetworkSettings").object("Ports");
    if (arguments.size() == 1) {
      var lines = new ArrayList<String>();
      for (var port : ports.entries()) {
        for (String address : addresses(ports, port.getKey())) {
          lines.add(port.getKey() + " -> " + address);
        }
      }
      lines.sort(NaturalOrder.INSTANCE);
      for (String line : lines) {
        context.out().line(line);
      }
      return 0;
    }
    String wanted = arguments.get(1);
    int slash = wanted.indexOf('/');
    String number = slash < 0 ? wanted : wanted.substring(0, slash);
    try {
      GoNumbers.parseDecimal(number, 65535);
    } catch (IllegalArgumentException e) {
      throw new CliException("Error: invalid port (" + number + "): " + CliException.text(e));
    }
    String port = slash < 0 ? wanted + "/tcp" : wanted;
    List<String> addresses = addresses(ports, port);
    if (addresses.isEmpty()) {
      throw new CliException("Error: No public port '" + wanted + "' published for " + container);
    }
    for (String address : addresses) {
      context.out().line(address);
    }
    return 0;
  }

  private static List<String> addresses(JsonObject ports, String port) {
    var addresses = new ArrayList<String>();
    for (JsonObject binding : ports.array(port).objects()) {
      String ip = binding.string("HostIp");
      addresses.add((ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + binding.string("HostPort"));
    }
    return addresses;
  }
}
