package havre.cli;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import java.util.List;

/// `help [COMMAND]`.
final class HelpCommand extends Command {
  @Override
  public String usage() {
    return "[COMMAND]";
  }

  @Override
  public String summary() {
    return "Help about a command";
  }

  @Override
  public List<String> paths() {
    return List.of("help");
  }

  @Override
  public Arity arity() {
    return Arity.ANY;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var help = new HelpText(context.out(), context.console().size().columns());
    if (arguments.isEmpty()) {
      help.top(new GlobalOptions().flags);
      return 0;
    }
    String path = String.join(" ", arguments);
    if (Commands.isGroup(path)) {
      help.group(path);
      return 0;
    }
    Command command = Commands.create(path);
    if (command == null) {
      throw new CliException("unknown help topic: " + path);
    }
    help.command(path, command);
    return 0;
  }
}
