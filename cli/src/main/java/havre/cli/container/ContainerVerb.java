package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import java.util.List;

/// A command that does the same to each of several containers and prints the name of each when
/// done.
abstract class ContainerVerb extends Command {
  private final String name;
  private final String summary;

  ContainerVerb(String name, String summary) {
    this.name = name;
    this.summary = summary;
  }

  /// Does it to one.
  abstract void apply(Context context, String container);

  @Override
  public String usage() {
    String containers = "CONTAINER [CONTAINER...]";
    return flags().shown().isEmpty() ? containers : "[OPTIONS] " + containers;
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public List<String> paths() {
    return List.of("container " + name, name);
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return context.forEach(
        arguments,
        container -> {
          apply(context, container);
          context.out().line(container);
        });
  }
}
