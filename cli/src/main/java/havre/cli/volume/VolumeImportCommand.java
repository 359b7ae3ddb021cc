package havre.cli.volume;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.image.Reading;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// `volume import`: unpacks an archive into a volume, which is made where it is not there. Docker
/// has no such command.
public final class VolumeImportCommand extends Command {
  private final StringValue input;

  public VolumeImportCommand() {
    input = flags().string("input", 'i', "Read from tar archive file, instead of STDIN");
  }

  @Override
  public String usage() {
    return "[OPTIONS] VOLUME";
  }

  @Override
  public String summary() {
    return "Import a tar archive or STDIN into a volume";
  }

  @Override
  public List<String> paths() {
    return List.of("volume import");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String volume = arguments.getFirst();
    try (InputStream archive =
        input.get().isEmpty() ? context.in() : Reading.open(context, input.get())) {
      context.engine().volumes().create(new JsonObject().put("Name", volume));
      context.engine().volumes().importArchive(volume, archive);
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
