package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.create.CreateFlags;
import havre.cli.create.ProcessFlags;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
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
import java.util.List;

/// `run`: makes a container, starts it, and is attached to it unless told otherwise.
public final class RunCommand extends Command {
  private final CreateFlags create;
  private final Creation creation;
  private final BoolValue detach;
  private final BoolValue signalProxy;
  private final StringValue detachKeys;

  public RunCommand() {
    flags().stopAtFirstArgument();
    create = new CreateFlags(flags());
    creation =
        new Creation(
            flags(), create, "Pull image before running (\"always\", \"missing\", \"never\")");
    detach = flags().bool("detach", 'd', "Run container in background and print container ID");
    signalProxy =
        flags()
            .add(
                "sig-proxy",
                Flag.NONE,
                "Proxy received signals to the process",
                new BoolValue(true));
    detachKeys =
        flags().string("detach-keys", "Override the key sequence for detaching a container");
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE [COMMAND] [ARG...]";
  }

  @Override
  public String summary() {
    return "Create and run a new container from an image";
  }

  @Override
  public List<String> paths() {
    return List.of("container run", "run");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public boolean passesExitCode() {
    return true;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ProcessFlags process = create.process();
    if (detach.get() && process.attachGiven()) {
      throw new CliException(1, "conflicting options: cannot specify both --attach and --detach");
    }
    Console console = context.console();
    if (!detach.get()
        && process.tty()
        && process.attachesStdin()
        && !console.isTerminal(Console.Stream.IN)) {
      throw new CliException(1, "the input device is not a TTY");
    }
    String id = creation.create(context, arguments, body -> adjust(body, console));
    return detach.get() ? runDetached(context, id) : runAttached(context, id);
  }

  private void adjust(JsonObject body, Console console) {
    if (detach.get()) {
      body.put("AttachStdin", false).put("AttachStdout", false).put("AttachStderr", false);
      body.put("StdinOnce", false);
    }
    if (create.process().tty()) {
      Console.Size size = console.size();
      body.object("HostConfig").put("ConsoleSize", List.of(size.rows(), size.columns()));
    }
  }

  private int runDetached(Context context, String id) {
    context.engine().containers().start(id, "");
    context.out().line(id);
    return 0;
  }

  private int runAttached(Context context, String id) {
    ProcessFlags process = create.process();
    Containers containers = context.engine().containers();
    boolean tty = process.tty();
    if (!process.attachesStdin() && !process.attachesStdout() && !process.attachesStderr()) {
      return runDetached(context, id);
    }
    byte[] keys = DetachKeys.parse(detachKeys.get());
    var options =
        new Containers.AttachOptions(
            process.attachesStdin(),
            process.attachesStdout(),
            process.attachesStderr(),
            false,
            detachKeys.get());
    var hijacked = containers.attach(id, options);
    PendingExit exit = containers.wait(id, create.autoRemove() ? "removed" : "next-exit");
    try (var signals = signals(context, id);
        var session = new Session(context, hijacked, tty, process.attachesStdin(), keys)) {
      start(containers, id, exit);
      try (var resizing = tty ? resizing(context, id) : null) {
        if (session.copyOutput()) {
          return 0;
        }
      }
      return exit.await();
    }
  }

  /// Starts the container; when that fails and it is to be removed, waits for that too.
  private void start(Containers containers, String id, PendingExit exit) {
    try {
      containers.start(id, "");
    } catch (EngineException e) {
      if (create.autoRemove()) {
        exit.await();
      }
      throw e;
    }
  }

  private static Resizing resizing(Context context, String id) {
    return new Resizing(
        context.console(),
        (rows, columns) -> context.engine().containers().resize(id, rows, columns));
  }

  private SignalForwarding signals(Context context, String id) {
    Console console =
        signalProxy.get() && !create.process().tty() ? context.console() : Console.NONE;
    return new SignalForwarding(console, signal -> Signals.send(context, id, signal));
  }
}
