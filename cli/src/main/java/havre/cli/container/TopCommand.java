package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.format.Table;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.util.List;

/// `top`: prints the processes of a container.
public final class TopCommand extends Command {
  public TopCommand() {
    flags().stopAtFirstArgument();
  }

  @Override
  public String usage() {
    return "CONTAINER [ps OPTIONS]";
  }

  @Override
  public String summary() {
    return "Display the running processes of a container";
  }

  @Override
  public List<String> paths() {
    return List.of("container top", "top");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String options = String.join(" ", arguments.subList(1, arguments.size()));
    JsonObject found = context.engine().containers().top(arguments.getFirst(), options);
    var table = new Table(20).add(found.array("Titles").strings());
    for (JsonValue process : found.array("Processes")) {
      if (process instanceof JsonArray cells) {
        table.add(cells.strings());
      }
    }
    table.print(context.out());
    return 0;
  }
}
