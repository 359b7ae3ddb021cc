package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.image.Saving;
import java.util.List;

/// `export`: writes a container's file system as an archive.
public final class ExportCommand extends Command {
  private final StringValue output;

  public ExportCommand() {
    output = flags().string("output", 'o', "Write to a file, instead of STDOUT");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER";
  }

  @Override
  public String summary() {
    return "Export a container's filesystem as a tar archive";
  }

  @Override
  public List<String> paths() {
    return List.of("container export", "export");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    Saving.write(
        context,
        output.get(),
        "failed to export container",
        () -> context.engine().containers().export(arguments.getFirst()));
    return 0;
  }
}
