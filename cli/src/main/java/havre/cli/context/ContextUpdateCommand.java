package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import java.util.List;
import java.util.Map;

/// `context update`.
public final class ContextUpdateCommand extends Command {
  private final StringValue description;
  private final EndpointConfig endpoint = new EndpointConfig();

  public ContextUpdateCommand() {
    description = flags().string("description", "Description of the context");
    flags().add("docker", Flag.NONE, "set the havre endpoint", endpoint);
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTEXT";
  }

  @Override
  public String summary() {
    return "Update a context";
  }

  @Override
  public String description() {
    return EndpointConfig.description(summary(), "update");
  }

  @Override
  public List<String> paths() {
    return List.of("context update");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String name = arguments.getFirst();
    if (name.equals(ContextStore.DEFAULT)) {
      ContextStore.checkName(name);
    }
    var store = new ContextStore(context.configFolder());
    StoredContext original = store.find(name);
    String text = description.get().isEmpty() ? original.description() : description.get();
    Map<String, byte[]> pem =
        endpoint.isEmpty() ? store.pemFiles(name) : endpoint.pemFiles(context.invocation());
    store.write(
        StoredContext.of(
            name, text, endpoint.isEmpty() ? original.endpoint() : endpoint.endpoint()),
        pem);
    context.out().line(name).flush();
    context.err().line("Successfully updated context \"" + name + "\"");
    return 0;
  }
}
