package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.cli.terminal.Console;
import havre.client.Images;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// `import`: makes an image of an archive of a file system.
public final class ImportCommand extends Command {
  private final ListValue changes;
  private final StringValue message;
  private final StringValue platform;

  public ImportCommand() {
    changes = flags().list("change", 'c', "Apply Dockerfile instruction to the created image");
    message = flags().string("message", 'm', "Set commit message for imported image");
    platform = flags().string("platform", "Set platform if server is multi-platform capable");
  }

  @Override
  public String usage() {
    return "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]";
  }

  @Override
  public String summary() {
    return "Import the contents from a tarball to create a filesystem image";
  }

  @Override
  public List<String> paths() {
    return List.of("image import", "import");
  }

  @Override
  public Arity arity() {
    return Arity.between(1, 2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String source = arguments.getFirst();
    String name = arguments.size() > 1 ? arguments.get(1) : "";
    if (!name.isEmpty()) {
      Target.parse(name);
    }
    var changed = new Images.Changes(changes.get(), message.get(), platform.get());
    boolean url = source.startsWith("http://") || source.startsWith("https://");
    try (InputStream archive =
        source.equals("-")
            ? context.in()
            : url ? InputStream.nullInputStream() : Reading.open(context, source)) {
      boolean terminal = context.console().isTerminal(Console.Stream.OUT);
      new Progress(context.out(), terminal, 0)
          .show(
              context.engine().images().importArchive(archive, url ? source : "-", name, changed),
              aux -> {});
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
