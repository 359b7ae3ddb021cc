package havre.cli.container;

import havre.cli.command.Context;
import havre.cli.flag.IntValue;
import havre.cli.flag.StringValue;

/// `restart`: with the container's own signal and patience unless told otherwise.
public final class RestartCommand extends ContainerVerb {
  private final StringValue signal;
  private final IntValue timeout;

  public RestartCommand() {
    super("restart", "Restart one or more containers");
    signal = flags().string("signal", 's', "Signal to send to the container");
    timeout = flags().integer("timeout", 't', "Seconds to wait before killing the container");
    flags().hidden("time", timeout);
  }

  @Override
  void apply(Context context, String container) {
    boolean given = context.flags().changed("timeout") || context.flags().changed("time");
    String seconds = given ? Long.toString(timeout.get()) : "";
    context.engine().containers().restart(container, signal.get(), seconds);
  }
}
