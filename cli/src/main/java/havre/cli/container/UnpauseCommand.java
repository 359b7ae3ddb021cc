package havre.cli.container;

import havre.cli.command.Context;

/// `unpause`.
public final class UnpauseCommand extends ContainerVerb {
  public UnpauseCommand() {
    super("unpause", "Unpause all processes within one or more containers");
  }

  @Override
  void apply(Context context, String container) {
    context.engine().containers().unpause(container);
  }
}
