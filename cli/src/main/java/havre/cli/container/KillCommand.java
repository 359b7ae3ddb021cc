package havre.cli.container;

import havre.cli.command.Context;
import havre.cli.flag.StringValue;

/// `kill`.
public final class KillCommand extends ContainerVerb {
  private final StringValue signal;

  public KillCommand() {
    super("kill", "Kill one or more running containers");
    signal = flags().string("signal", 's', "Signal to send to the container");
  }

  @Override
  void apply(Context context, String container) {
    context.engine().containers().kill(container, signal.get());
  }
}
