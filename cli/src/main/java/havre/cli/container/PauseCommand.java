package havre.cli.container;

import havre.cli.command.Context;

/// `pause`.
public final class PauseCommand extends ContainerVerb {
  public PauseCommand() {
    super("pause", "Pause all processes within one or more containers");
  }

  @Override
  void apply(Context context, String container) {
    context.engine().containers().pause(container);
  }
}
