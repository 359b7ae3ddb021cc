package havre.cli.volume;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import java.util.List;

/// `volume rm`.
public final class VolumeRmCommand extends Command {
  private final BoolValue force;

  public VolumeRmCommand() {
    force = flags().bool("force", 'f', "Force the removal of one or more volumes");
  }

  @Override
  public String usage() {
    return "[OPTIONS] VOLUME [VOLUME...]";
  }

  @Override
  public String summary() {
    return "Remove one or more volumes";
  }

  @Override
  public String description() {
    return summary() + ". You cannot remove a volume that is in use by a container.";
  }

  @Override
  public List<String> paths() {
    return List.of("volume rm", "volume remove");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return context.forEach(
        arguments,
        volume -> {
          context.engine().volumes().remove(volume, force.get());
          context.out().line(volume);
        });
  }
}
