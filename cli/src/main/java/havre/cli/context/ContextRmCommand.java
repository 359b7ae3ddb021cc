package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.ConfigFile;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import java.util.List;

/// `context rm`.
public final class ContextRmCommand extends Command {
  private final BoolValue force;

  public ContextRmCommand() {
    force = flags().bool("force", 'f', "Force the removal of a context in use");
  }

  @Override
  public String usage() {
    return "CONTEXT [CONTEXT...]";
  }

  @Override
  public String summary() {
    return "Remove one or more contexts";
  }

  @Override
  public List<String> paths() {
    return List.of("context rm", "context remove");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var store = new ContextStore(context.configFolder());
    var config = ConfigFile.in(context.configFolder());
    int exit = 0;
    for (String name : arguments) {
      String complaint = complaint(store, config, name);
      if (complaint.isEmpty()) {
        if (Selected.kept(config).equals(name)) {
          Selected.keep(config, ContextStore.DEFAULT);
        }
        store.remove(name);
        context.out().line(name).flush();
      } else {
        context.err().line(complaint).flush();
        exit = 1;
      }
    }
    return exit;
  }

  private String complaint(ContextStore store, ConfigFile config, String name) {
    if (name.equals(ContextStore.DEFAULT)) {
      return "context \"default\" cannot be removed";
    }
    if (!store.exists(name)) {
      return force.get() ? "" : "context \"" + name + "\" does not exist";
    }
    return Selected.kept(config).equals(name) && !force.get()
        ? "context \"" + name + "\" is in use, set -f flag to force remove"
        : "";
  }
}
