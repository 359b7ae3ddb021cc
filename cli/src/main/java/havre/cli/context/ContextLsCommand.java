package havre.cli.context;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.cli.format.NaturalOrder;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `context ls`.
public final class ContextLsCommand extends Command {
  private final StringValue format;
  private final BoolValue quiet;

  public ContextLsCommand() {
    format = flags().string("format", Listing.HELP);
    quiet = flags().bool("quiet", 'q', "Only show context names");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "List contexts";
  }

  @Override
  public List<String> paths() {
    return List.of("context ls", "context list");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String current = context.selection().name();
    var store = new ContextStore(context.configFolder());
    var all = new ArrayList<>(store.list());
    all.add(Selected.find(context, ContextStore.DEFAULT));
    var rows = new ArrayList<ContextRow>();
    boolean known = false;
    for (StoredContext each : all) {
      known |= each.name().equals(current);
      rows.add(new ContextRow(each, each.name().equals(current), ""));
    }
    if (!known) {
      rows.add(ContextRow.broken(store, current));
    }
    rows.sort((a, b) -> NaturalOrder.INSTANCE.compare(a.name(), b.name()));
    print(context, rows);
    if (!context.invocation().variable("DOCKER_HOST").isEmpty() && format.get().isEmpty()) {
      context.out().flush();
      context.err().line(Selected.overridden("a context"));
    }
    return 0;
  }

  private void print(Context context, List<ContextRow> rows) {
    if (quiet.get()) {
      for (ContextRow row : rows) {
        context.out().line(row.name());
      }
      return;
    }
    var sample = new ContextRow(StoredContext.of("", "", new JsonObject()), false, "");
    new Listing(context.out(), format.get())
        .print(List.of("Name", "Description", "DockerEndpoint", "Error"), sample, rows);
  }
}
