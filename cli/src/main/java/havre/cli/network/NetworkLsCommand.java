package havre.cli.network;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `network ls`.
public final class NetworkLsCommand extends Command {
  private final FilterValue filter;
  private final StringValue format;
  private final BoolValue noTrunc;
  private final BoolValue quiet;

  public NetworkLsCommand() {
    filter = flags().filter('f', "Provide filter values (e.g. \"driver=bridge\")");
    format = flags().string("format", Listing.HELP);
    noTrunc = flags().bool("no-trunc", "Do not truncate the output");
    quiet = flags().bool("quiet", 'q', "Only display network IDs");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "List networks";
  }

  @Override
  public List<String> paths() {
    return List.of("network ls", "network list");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var found = context.engine().networks().list(filter.get()).objects();
    found.sort((a, b) -> a.string("Name").compareTo(b.string("Name")));
    var rows = new ArrayList<NetworkRow>();
    for (JsonObject network : found) {
      rows.add(new NetworkRow(network, !noTrunc.get()));
    }
    if (quiet.get() && format.get().isEmpty()) {
      for (NetworkRow row : rows) {
        context.out().line(row.value("ID"));
      }
      return 0;
    }
    new Listing(context.out(), format.get())
        .print(
            List.of("ID", "Name", "Driver", "Scope"), new NetworkRow(new JsonObject(), true), rows);
    return 0;
  }
}
