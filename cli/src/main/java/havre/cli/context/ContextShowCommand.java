package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import java.util.List;

/// `context show`: the name of the context in use.
public final class ContextShowCommand extends Command {

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String summary() {
    return "Print the name of the current context";
  }

  @Override
  public List<String> paths() {
    return List.of("context show");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    context.out().line(context.selection().name());
    return 0;
  }
}
