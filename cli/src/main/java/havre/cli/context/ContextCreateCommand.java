package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import java.util.List;
import java.util.Map;

/// `context create`.
public final class ContextCreateCommand extends Command {
  private final StringValue description;
  private final StringValue from;
  private final EndpointConfig endpoint = new EndpointConfig();

  public ContextCreateCommand() {
    description = flags().string("description", "Description of the context");
    flags().add("docker", Flag.NONE, "set the havre endpoint", endpoint);
    from = flags().string("from", "create context from a named context");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTEXT";
  }

  @Override
  public String summary() {
    return "Create a context";
  }

  @Override
  public String description() {
    return EndpointConfig.description(summary(), "create");
  }

  @Override
  public List<String> paths() {
    return List.of("context create");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String name = arguments.getFirst();
    ContextStore.checkName(name);
    var store = new ContextStore(context.configFolder());
    if (store.exists(name)) {
      throw new CliException("context \"" + name + "\" already exists");
    }
    String source = from.get().isEmpty() ? endpoint.from() : from.get();
    if (source.isEmpty() && endpoint.isEmpty()) {
      source = context.selection().name();
    }
    if (source.isEmpty()) {
      store.write(
          StoredContext.of(name, description.get(), endpoint.endpoint()),
          endpoint.pemFiles(context.invocation()));
    } else {
      copy(context, store, source, name);
    }
    context.out().line(name).flush();
    context.err().line("Successfully created context \"" + name + "\"");
    return 0;
  }

  private void copy(Context context, ContextStore store, String source, String name) {
    StoredContext original = Selected.find(context, source);
    String text = description.get().isEmpty() ? original.description() : description.get();
    Map<String, byte[]> pem =
        source.equals(ContextStore.DEFAULT) ? Map.of() : store.pemFiles(source);
    store.write(StoredContext.of(name, text, original.endpoint()), pem);
  }
}
