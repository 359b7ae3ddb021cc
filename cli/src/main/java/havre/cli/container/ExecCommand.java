package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.create.EnvFile;
import havre.cli.create.ProcessFlags;
import havre.cli.flag.BoolValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.cli.stream.DetachKeys;
import havre.cli.stream.Resizing;
import havre.cli.stream.Session;
import havre.cli.terminal.Console;
import havre.client.Execs;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// `exec`: runs a further process in a running container.
public final class ExecCommand extends Command {
  private final BoolValue detach;
  private final StringValue detachKeys;
  private final ListValue env;
  private final ListValue envFile;
  private final BoolValue interactive;
  private final BoolValue privileged;
  private final BoolValue tty;
  private final StringValue user;
  private final StringValue workdir;

  public ExecCommand() {
    flags().stopAtFirstArgument();
    detach = flags().bool("detach", 'd', "Detached mode: run command in the background");
    detachKeys =
        flags().string("detach-keys", "Override the key sequence for detaching a container");
    env = flags().list("env", 'e', "Set environment variables", ProcessFlags::variable);
    envFile = flags().list("env-file", "Read in a file of environment variables");
    interactive = flags().bool("interactive", 'i', "Keep STDIN open even if not attached");
    privileged = flags().bool("privileged", "Give extended privileges to the command");
    tty = flags().bool("tty", 't', "Allocate a pseudo-TTY");
    user = flags().string("user", 'u', "Username or UID (format: \"<name|uid>[:<group|gid>]\")");
    workdir = flags().string("workdir", 'w', "Working directory inside the container");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER COMMAND [ARG...]";
  }

  @Override
  public String summary() {
    return "Execute a command in a running container";
  }

  @Override
  public List<String> paths() {
    return List.of("container exec", "exec");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String container = arguments.getFirst();
    JsonObject body = body(context, arguments.subList(1, arguments.size()));
    context.engine().containers().inspect(container, false);
    if (!detach.get()
        && tty.get()
        && interactive.get()
        && !context.console().isTerminal(Console.Stream.IN)) {
      throw new CliException("the input device is not a TTY");
    }
    byte[] keys = DetachKeys.parse(detachKeys.get());
    Execs execs = context.engine().execs();
    String id = execs.create(container, body);
    var start = new JsonObject().put("Detach", detach.get()).put("Tty", tty.get());
    if (body.has("ConsoleSize")) {
      start.put("ConsoleSize", body.get("ConsoleSize"));
    }
    if (detach.get()) {
      execs.startDetached(id, start);
      return 0;
    }
    try (var session =
            new Session(context, execs.start(id, start), tty.get(), interactive.get(), keys);
        var resizing =
            tty.get()
                ? new Resizing(
                    context.console(), (rows, columns) -> execs.resize(id, rows, columns))
                : null) {
      if (session.copyOutput()) {
        return 0;
      }
    }
    return (int) execs.inspect(id).number("ExitCode");
  }

  private JsonObject body(Context context, List<String> command) {
    boolean attached = !detach.get();
    List<String> variables = EnvFile.environment(context, envFile.get(), env.get());
    var body = new JsonObject();
    body.put("User", user.get()).put("Privileged", privileged.get()).put("Tty", tty.get());
    if (tty.get()) {
      Console.Size size = context.console().size();
      body.put("ConsoleSize", List.of(size.rows(), size.columns()));
    }
    body.put("AttachStdin", attached && interactive.get());
    body.put("AttachStderr", attached).put("AttachStdout", attached);
    body.put("Detach", detach.get()).put("DetachKeys", detachKeys.get());
    body.put("Env", variables.isEmpty() ? null : JsonArray.ofStrings(variables));
    return body.put("WorkingDir", workdir.get()).put("Cmd", JsonArray.ofStrings(command));
  }
}
