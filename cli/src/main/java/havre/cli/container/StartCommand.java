package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.stream.DetachKeys;
import havre.cli.stream.Resizing;
import havre.cli.stream.Session;
import havre.cli.stream.SignalForwarding;
import havre.cli.terminal.Console;
import havre.client.Containers;
import havre.client.EngineException;
import havre.client.PendingExit;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `start`: starts containers; with `-a` or `-i` one, and is attached to it.
public final class StartCommand extends Command {
  private final BoolValue attach;
  private final BoolValue interactive;
  private final StringValue detachKeys;

  public StartCommand() {
    attach = flags().bool("attach", 'a', "Attach STDOUT/STDERR and forward signals");
    interactive = flags().bool("interactive", 'i', "Attach container's STDIN");
    detachKeys =
        flags().string("detach-keys", "Override the key sequence for detaching a container");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER [CONTAINER...]";
  }

  @Override
  public String summary() {
    return "Start one or more stopped containers";
  }

  @Override
  public List<String> paths() {
    return List.of("container start", "start");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!attach.get() && !interactive.get()) {
      return startAll(context, arguments);
    }
    if (arguments.size() > 1) {
      throw new CliException("you cannot start and attach multiple containers at once");
    }
    return startAttached(context, arguments.getFirst());
  }

  private int startAll(Context context, List<String> containers) {
    var failed = new ArrayList<String>();
    for (String container : containers) {
      try {
        context.engine().containers().start(container, "");
        context.out().line(container).flush();
      } catch (EngineException e) {
        context.err().line(Context.daemonError(e));
        failed.add(container);
      }
    }
    if (!failed.isEmpty()) {
      throw new CliException("Error: failed to start containers: " + String.join(", ", failed));
    }
    return 0;
  }

  private int startAttached(Context context, String container) {
    Containers containers = context.engine().containers();
    JsonObject found = containers.inspect(container, false);
    String id = found.string("Id");
    JsonObject config = found.object("Config");
    boolean tty = config.bool("Tty");
    boolean stdin = interactive.get() && config.bool("OpenStdin");
    byte[] keys = DetachKeys.parse(detachKeys.get());
    var options = new Containers.AttachOptions(stdin, true, true, false, detachKeys.get());
    var hijacked = containers.attach(id, options);
    boolean removed = found.object("HostConfig").bool("AutoRemove");
    PendingExit exit = containers.wait(id, removed ? "removed" : "next-exit");
    Console forSignals = tty ? Console.NONE : context.console();
    try (var signals =
            new SignalForwarding(forSignals, signal -> Signals.send(context, id, signal));
        var session = new Session(context, hijacked, tty, stdin, keys)) {
      containers.start(id, "");
      try (var resizing =
          tty
              ? new Resizing(
                  context.console(), (rows, columns) -> containers.resize(id, rows, columns))
              : null) {
        if (session.copyOutput()) {
          return 0;
        }
      }
      return exit.await();
    }
  }
}
