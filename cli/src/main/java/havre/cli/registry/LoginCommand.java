package havre.cli.registry;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.terminal.Console;
import havre.client.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `login`: checks credentials with a registry and keeps them.
public final class LoginCommand extends Command {
  private final StringValue password;
  private final BoolValue passwordStdin;
  private final StringValue user;

  public LoginCommand() {
    password = flags().string("password", 'p', "Password or Personal Access Token (PAT)");
    passwordStdin =
        flags()
            .bool("password-stdin", "Take the Password or Personal Access Token (PAT) from stdin");
    user = flags().string("username", 'u', "Username");
  }

  @Override
  public String usage() {
    return "[OPTIONS] [SERVER]";
  }

  @Override
  public String summary() {
    return "Authenticate to a registry";
  }

  @Override
  public String description() {
    return "Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.";
  }

  @Override
  public List<String> paths() {
    return List.of("login");
  }

  @Override
  public Arity arity() {
    return Arity.atMost(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String registry = arguments.isEmpty() ? Credentials.HUB : arguments.getFirst();
    String name = user.get();
    if (passwordStdin.get() && name.isEmpty()) {
      throw new CliException("Must provide --username with --password-stdin");
    }
    if (passwordStdin.get() && !password.get().isEmpty()) {
      throw new CliException(
          "conflicting options: cannot specify both --password and --password-stdin");
    }
    boolean asks = !passwordStdin.get() && (name.isEmpty() || password.get().isEmpty());
    if (asks && !context.console().isTerminal(Console.Stream.IN)) {
      throw new CliException("Error: Cannot perform an interactive login from a non TTY device");
    }
    if (!password.get().isEmpty()) {
      context
          .err()
          .line("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
    }
    String login = name.isEmpty() ? ask(context, "Username: ") : name;
    String secret = secret(context);
    JsonObject answer =
        context
            .engine()
            .system()
            .authenticate(
                new JsonObject()
                    .put("username", login)
                    .put("password", secret)
                    .put("serveraddress", registry));
    Credentials.of(context).store(registry, login, secret, answer.string("IdentityToken"));
    context.out().line(answer.string("Status"));
    return 0;
  }

  private String secret(Context context) {
    if (passwordStdin.get()) {
      try {
        return new String(context.in().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (!password.get().isEmpty()) {
      return password.get();
    }
    try (var silent = context.console().silent()) {
      String typed = ask(context, "Password: ");
      context.out().line("");
      return typed;
    }
  }

  private static String ask(Context context, String prompt) {
    context.out().print(prompt).flush();
    var line = new ByteArrayOutputStream();
    try {
      int c = context.in().read();
      while (c >= 0 && c != '\n' && c != '\r') {
        if (c == 3) {
          throw new CliException(130, "");
        }
        line.write(c);
        c = context.in().read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
