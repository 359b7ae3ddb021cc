package havre.cli.registry;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import java.util.List;

/// `logout`: forgets the credentials for a registry.
public final class LogoutCommand extends Command {

  @Override
  public String usage() {
    return "[SERVER]";
  }

  @Override
  public String summary() {
    return "Log out from a registry";
  }

  @Override
  public String description() {
    return "Log out from a registry.\nIf no server is specified, the default is defined by the daemon.";
  }

  @Override
  public List<String> paths() {
    return List.of("logout");
  }

  @Override
  public Arity arity() {
    return Arity.atMost(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String registry = arguments.isEmpty() ? Credentials.HUB : arguments.getFirst();
    Credentials credentials = Credentials.of(context);
    if (!credentials.has(registry)) {
      context.out().line("Not logged in to " + registry);
      return 0;
    }
    context.out().line("Removing login credentials for " + registry);
    credentials.forget(registry);
    return 0;
  }
}
