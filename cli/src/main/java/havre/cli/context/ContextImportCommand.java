package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// `context import`: keeps a context from an archive.
public final class ContextImportCommand extends Command {

  @Override
  public String usage() {
    return "CONTEXT FILE|-";
  }

  @Override
  public String summary() {
    return "Import a context from a tar or zip file";
  }

  @Override
  public List<String> paths() {
    return List.of("context import");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String name = arguments.getFirst();
    ContextStore.checkName(name);
    var store = new ContextStore(context.configFolder());
    if (store.exists(name)) {
      throw new CliException("context \"" + name + "\" already exists");
    }
    String source = arguments.get(1);
    try (InputStream in =
        source.equals("-")
            ? context.in()
            : Files.newInputStream(context.invocation().file(source))) {
      ContextArchive archive = ContextArchive.read(in);
      store.write(archive.named(name), archive.pemFiles());
    } catch (NoSuchFileException e) {
      throw new CliException("open " + source + ": no such file or directory");
    } catch (IOException e) {
      throw new CliException(CliException.text(e));
    }
    context.out().line(name).flush();
    context.err().line("Successfully imported context \"" + name + "\"");
    return 0;
  }
}
