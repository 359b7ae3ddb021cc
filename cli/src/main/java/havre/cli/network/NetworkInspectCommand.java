package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import java.util.List;

/// `network inspect`.
public final class NetworkInspectCommand extends Command {
  private final StringValue format;
  private final BoolValue verbose;

  public NetworkInspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
    verbose = flags().bool("verbose", 'v', "Verbose output for diagnostics");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NETWORK [NETWORK...]";
  }

  @Override
  public String summary() {
    return "Display detailed information on one or more networks";
  }

  @Override
  public List<String> paths() {
    return List.of("network inspect");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return new Inspecting(context, format.get())
        .print(arguments, name -> context.engine().networks().inspect(name, verbose.get()));
  }
}
