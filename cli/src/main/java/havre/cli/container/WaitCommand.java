package havre.cli.container;

import havre.cli.command.Context;
import java.util.List;

/// `wait`: prints the exit code of each container when it has stopped.
public final class WaitCommand extends ContainerVerb {
  public WaitCommand() {
    super("wait", "Block until one or more containers stop, then print their exit codes");
  }

  @Override
  void apply(Context context, String container) {
    int code = context.engine().containers().wait(container, "").await();
    context.out().line(Integer.toString(code));
  }

  @Override
  public int run(Context context, List<String> arguments) {
    return context.forEach(arguments, container -> apply(context, container));
  }
}
