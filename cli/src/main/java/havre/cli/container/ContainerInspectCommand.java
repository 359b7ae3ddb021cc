package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import java.util.List;

/// `container inspect`.
public final class ContainerInspectCommand extends Command {
  private final StringValue format;
  private final BoolValue size;

  public ContainerInspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
    size = flags().bool("size", 's', "Display total file sizes");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER [CONTAINER...]";
  }

  @Override
  public String summary() {
    return "Display detailed information on one or more containers";
  }

  @Override
  public List<String> paths() {
    return List.of("container inspect");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return new Inspecting(context, format.get())
        .print(arguments, name -> context.engine().containers().inspect(name, size.get()));
  }
}
