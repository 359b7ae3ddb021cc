package havre.cli.volume;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.image.Saving;
import java.util.List;

/// `volume export`: writes what is in a volume as an archive. Docker has no such command.
public final class VolumeExportCommand extends Command {
  private final StringValue output;

  public VolumeExportCommand() {
    output = flags().string("output", 'o', "Write to a file, instead of STDOUT");
  }

  @Override
  public String usage() {
    return "[OPTIONS] VOLUME";
  }

  @Override
  public String summary() {
    return "Export a volume's content as a tar archive";
  }

  @Override
  public List<String> paths() {
    return List.of("volume export");
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
        "failed to export volume",
        () -> context.engine().volumes().export(arguments.getFirst()));
    return 0;
  }
}
