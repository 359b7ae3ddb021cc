package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// `context inspect`.
public final class ContextInspectCommand extends Command {
  private static final String MEMORY = "<IN MEMORY>";

  private final StringValue format;

  public ContextInspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
  }

  @Override
  public String usage() {
    return "[OPTIONS] [CONTEXT] [CONTEXT...]";
  }

  @Override
  public String summary() {
    return "Display detailed information on one or more contexts";
  }

  @Override
  public List<String> paths() {
    return List.of("context inspect");
  }

  @Override
  public Arity arity() {
    return Arity.ANY;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    List<String> names = arguments.isEmpty() ? List.of(context.selection().name()) : arguments;
    return new Inspecting(context, format.get()).print(names, name -> inspect(context, name));
  }

  private static JsonObject inspect(Context context, String name) {
    var store = new ContextStore(context.configFolder());
    StoredContext found = Selected.find(context, name);
    boolean stored = !name.equals(ContextStore.DEFAULT);
    var material = new JsonObject();
    if (stored && !store.pemFiles(name).isEmpty()) {
      material.put("docker", JsonArray.ofStrings(List.copyOf(store.pemFiles(name).keySet())));
    }
    var storage = new JsonObject();
    storage.put("MetadataPath", stored ? store.metadataFolder(name).toString() : MEMORY);
    storage.put("TLSPath", stored ? store.tlsFolder(name).toString() : MEMORY);
    return new JsonObject()
        .put("Name", name)
        .put("Metadata", stored ? found.document().object("Metadata") : new JsonObject())
        .put("Endpoints", found.document().object("Endpoints"))
        .put("TLSMaterial", material)
        .put("Storage", storage);
  }
}
