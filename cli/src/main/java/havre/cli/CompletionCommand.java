package havre.cli;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `completion bash|zsh|fish`: prints the script for the shell, with all commands and options in
/// it. The script asks `havre` only for names of containers, images, networks and volumes.
final class CompletionCommand extends Command {
  @Override
  public String usage() {
    return "bash|zsh|fish";
  }

  @Override
  public String summary() {
    return "Generate the autocompletion script for the specified shell";
  }

  @Override
  public List<String> paths() {
    return List.of("completion");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String shell = arguments.getFirst();
    if (!List.of("bash", "zsh", "fish").contains(shell)) {
      throw new CliException("unknown shell: \"" + shell + "\": must be one of bash, zsh, fish");
    }
    context.out().print(script(shell).replace("@TABLE@", table()));
    return 0;
  }

  private static String script(String shell) {
    String name = "completion/havre." + shell;
    try (InputStream in = CompletionCommand.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A line for each command: its path, a colon, what can follow.
  private static String table() {
    var table = new StringBuilder();
    table.append(":").append(String.join(" ", Commands.topLevel())).append('\n');
    for (String group : Commands.GROUPS) {
      table.append(group).append(':').append(String.join(" ", Commands.of(group))).append('\n');
      for (String name : Commands.of(group)) {
        append(table, group + " " + name);
      }
    }
    for (String name : Commands.topLevel()) {
      if (!Commands.isGroup(name)) {
        append(table, name);
      }
    }
    return table.toString().stripTrailing();
  }

  private static void append(StringBuilder table, String path) {
    Command command = Commands.create(path);
    if (command == null) {
      throw new IllegalStateException("no command " + path);
    }
    var options = new ArrayList<String>();
    for (Flag flag : command.flags().shown()) {
      options.add("--" + flag.name());
    }
    table.append(path).append(':').append(String.join(" ", options)).append('\n');
  }
}
