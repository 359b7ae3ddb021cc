package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.client.json.JsonObject;
import java.util.List;

/// `diff`: prints what was added (A), changed (C) and deleted (D).
public final class DiffCommand extends Command {

  @Override
  public String usage() {
    return "CONTAINER";
  }

  @Override
  public String summary() {
    return "Inspect changes to files or directories on a container's filesystem";
  }

  @Override
  public List<String> paths() {
    return List.of("container diff", "diff");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    for (JsonObject change :
        context.engine().containers().changes(arguments.getFirst()).objects()) {
      String kind = "CAD".substring((int) change.number("Kind"), (int) change.number("Kind") + 1);
      context.out().line(kind + " " + change.string("Path"));
    }
    return 0;
  }
}
