package havre.cli.registry;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.IntValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `search`: looks for images in the public index.
public final class SearchCommand extends Command {
  private final FilterValue filter;
  private final StringValue format;
  private final IntValue limit;
  private final BoolValue noTrunc;

  public SearchCommand() {
    filter = flags().filter('f', "Filter output based on conditions provided");
    format = flags().string("format", "Pretty-print search using a Go template");
    limit = flags().integer("limit", "Max number of search results");
    noTrunc = flags().bool("no-trunc", "Don't truncate output");
  }

  @Override
  public String usage() {
    return "[OPTIONS] TERM";
  }

  @Override
  public String summary() {
    return "Search Docker Hub for images";
  }

  @Override
  public List<String> paths() {
    return List.of("search");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var found =
        context.engine().images().search(arguments.getFirst(), (int) limit.get(), filter.get());
    var rows = new ArrayList<SearchRow>();
    for (JsonObject result : found.objects()) {
      rows.add(new SearchRow(result, !noTrunc.get()));
    }
    new Listing(context.out(), format.get())
        .print(
            List.of("Name", "Description", "StarCount", "IsOfficial"),
            new SearchRow(new JsonObject(), true),
            rows);
    return 0;
  }
}
