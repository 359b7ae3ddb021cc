package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.cli.stream.DetachKeys;
import havre.cli.stream.Resizing;
import havre.cli.stream.Session;
import havre.cli.stream.SignalForwarding;
import havre.cli.terminal.Console;
import havre.client.Containers;
import havre.client.PendingExit;
import havre.client.json.JsonObject;
import java.util.List;

/// `attach`: joins our streams to those of a running container.
public final class AttachCommand extends Command {
  private final BoolValue noStdin;
  private final BoolValue signalProxy;
  private final StringValue detachKeys;

  public AttachCommand() {
    detachKeys =
        flags().string("detach-keys", "Override the key sequence for detaching a container");
    noStdin = flags().bool("no-stdin", "Do not attach STDIN");
    signalProxy =
        flags()
            .add(
                "sig-proxy",
                Flag.NONE,
                "Proxy all received signals to the process",
                new BoolValue(true));
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER";
  }

  @Override
  public String summary() {
    return "Attach local standard input, output, and error streams to a running container";
  }

  @Override
  public List<String> paths() {
    return List.of("container attach", "attach");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    Containers containers = context.engine().containers();
    JsonObject found = containers.inspect(arguments.getFirst(), false);
    check(found.object("State"));
    String id = found.string("Id");
    JsonObject config = found.object("Config");
    boolean tty = config.bool("Tty");
    boolean stdin = !noStdin.get() && config.bool("OpenStdin");
    if (tty && stdin && !context.console().isTerminal(Console.Stream.IN)) {
      throw new CliException("the input device is not a TTY");
    }
    byte[] keys = DetachKeys.parse(detachKeys.get());
    PendingExit exit = containers.wait(id, "");
    var options = new Containers.AttachOptions(stdin, true, true, false, detachKeys.get());
    Console forSignals = signalProxy.get() && !tty ? context.console() : Console.NONE;
    try (var signals =
            new SignalForwarding(forSignals, signal -> Signals.send(context, id, signal));
        var session = new Session(context, containers.attach(id, options), tty, stdin, keys);
        var resizing =
            tty
                ? new Resizing(
                    context.console(), (rows, columns) -> containers.resize(id, rows, columns))
                : null) {
      return session.copyOutput() ? 0 : exit.await();
    }
  }

  private static void check(JsonObject state) {
    if (!state.bool("Running")) {
      throw new CliException("You cannot attach to a stopped container, start it first");
    }
    if (state.bool("Paused")) {
      throw new CliException("You cannot attach to a paused container, unpause it first");
    }
    if (state.bool("Restarting")) {
      throw new CliException(
          "You cannot attach to a restarting container, wait until it is running");
    }
  }
}
