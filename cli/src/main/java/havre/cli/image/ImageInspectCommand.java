package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import java.util.List;

/// `image inspect`.
public final class ImageInspectCommand extends Command {
  private final PlatformValue platform;
  private final StringValue format;

  public ImageInspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                """
                Inspect a specific platform of the multi-platform image.
                If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
                'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)\
                """,
                new PlatformValue("string"));
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
    String wanted = platform.json();
    return new Inspecting(context, format.get())
        .print(arguments, name -> context.engine().images().inspect(name, wanted));
  }
}
