package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import java.util.List;

/// `image inspect`.
public final class ImageInspectCommand extends Command {
  private final StringValue format;

  public ImageInspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE [IMAGE...]";
  }

  @Override
  public String summary() {
    return "Display detailed information on one or more images";
  }

  @Override
  public List<String> paths() {
    return List.of("image inspect");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return new Inspecting(context, format.get())
        .print(arguments, context.engine().images()::inspect);
  }
}
