package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.cli.terminal.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// `load`: reads images from an archive.
public final class LoadCommand extends Command {
  private final PlatformValue platform;
  private final StringValue input;
  private final BoolValue quiet;

  public LoadCommand() {
    input = flags().string("input", 'i', "Read from tar archive file, instead of STDIN");
    quiet = flags().bool("quiet", 'q', "Suppress the load output");
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                "Load only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
                new PlatformValue("string"));
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Load an image from a tar archive or STDIN";
  }

  @Override
  public List<String> paths() {
    return List.of("image load", "load");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    boolean terminal = context.console().isTerminal(Console.Stream.OUT);
    try (InputStream archive = archive(context)) {
      new Progress(context.out(), terminal, terminal ? context.console().size().columns() : 0)
          .show(
              context.engine().images().load(archive, quiet.get() || !terminal, platform.json()),
              aux -> {});
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream archive(Context context) {
    if (!input.get().isEmpty()) {
      return Reading.open(context, input.get());
    }
    if (context.console().isTerminal(Console.Stream.IN)) {
      throw new CliException("requested load from stdin, but stdin is empty");
    }
    return context.in();
  }
}
