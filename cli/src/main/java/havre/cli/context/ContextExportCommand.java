package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.terminal.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// `context export`: packs a context into an archive.
public final class ContextExportCommand extends Command {

  @Override
  public String usage() {
    return "[OPTIONS] CONTEXT [FILE|-]";
  }

  @Override
  public String summary() {
    return "Export a context to a tar archive FILE or a tar stream on STDOUT.";
  }

  @Override
  public List<String> paths() {
    return List.of("context export");
  }

  @Override
  public Arity arity() {
    return Arity.between(1, 2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String name = arguments.getFirst();
    StoredContext found = Selected.find(context, name);
    Map<String, byte[]> pem =
        name.equals(ContextStore.DEFAULT)
            ? Map.of()
            : new ContextStore(context.configFolder()).pemFiles(name);
    String target = arguments.size() > 1 ? arguments.get(1) : name + ".dockercontext";
    if (target.equals("-")) {
      if (context.console().isTerminal(Console.Stream.OUT)) {
        throw new CliException("cowardly refusing to export to a terminal, specify a file path");
      }
      ContextArchive.write(found, pem, context.out().stream());
      return 0;
    }
    try (OutputStream out =
        Files.newOutputStream(
            context.invocation().file(target),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      ContextArchive.write(found, pem, out);
    } catch (FileAlreadyExistsException e) {
      throw new CliException("open " + target + ": file exists");
    } catch (IOException e) {
      throw new CliException("open " + target + ": " + CliException.text(e));
    }
    context.err().line("Written file \"" + target + "\"");
    return 0;
  }
}
