package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.ConfigFile;
import havre.cli.command.Context;
import java.util.List;

/// `context use`: makes a context the one in use.
public final class ContextUseCommand extends Command {

  @Override
  public String usage() {
    return "CONTEXT";
  }

  @Override
  public String summary() {
    return "Set the current havre context";
  }

  @Override
  public List<String> paths() {
    return List.of("context use");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String name = arguments.getFirst();
    if (!name.equals(ContextStore.DEFAULT)) {
      new ContextStore(context.configFolder()).find(name);
    }
    var config = ConfigFile.in(context.configFolder());
    Selected.keep(config, name);
    context.out().line(name).flush();
    context.err().line("Current context is now \"" + name + "\"");
    if (!name.equals(ContextStore.DEFAULT)
        && !context.invocation().variable("DOCKER_HOST").isEmpty()) {
      context.err().line(Selected.overridden("\"" + name + "\""));
    }
    return 0;
  }
}
