package havre.cli.volume;

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

/// `volume ls`.
public final class VolumeLsCommand extends Command {
  private final FilterValue filter;
  private final StringValue format;
  private final BoolValue quiet;

  public VolumeLsCommand() {
    filter = flags().filter('f', "Provide filter values (e.g. \"dangling=true\")");
    format = flags().string("format", Listing.HELP);
    quiet = flags().bool("quiet", 'q', "Only display volume names");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "List volumes";
  }

  @Override
  public List<String> paths() {
    return List.of("volume ls", "volume list");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    JsonObject result = context.engine().volumes().list(filter.get());
    for (String warning : result.array("Warnings").strings()) {
      context.err().line("WARNING: " + warning);
    }
    var found = result.array("Volumes").objects();
    found.sort((a, b) -> a.string("Name").compareTo(b.string("Name")));
    var rows = new ArrayList<VolumeRow>();
    for (JsonObject volume : found) {
      rows.add(new VolumeRow(volume));
    }
    if (quiet.get() && format.get().isEmpty()) {
      for (VolumeRow row : rows) {
        context.out().line(row.value("Name"));
      }
      return 0;
    }
    new Listing(context.out(), format.get())
        .print(List.of("Driver", "Name"), new VolumeRow(new JsonObject()), rows);
    return 0;
  }
}
