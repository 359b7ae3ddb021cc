package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `history`: the layers of an image and what made them.
public final class HistoryCommand extends Command {
  private final PlatformValue platform;
  private final StringValue format;
  private final BoolValue human;
  private final BoolValue noTrunc;
  private final BoolValue quiet;

  public HistoryCommand() {
    format = flags().string("format", Listing.HELP);
    human =
        flags()
            .add(
                "human",
                'H',
                "Print sizes and dates in human readable format",
                new BoolValue(true));
    noTrunc = flags().bool("no-trunc", "Don't truncate output");
    quiet = flags().bool("quiet", 'q', "Only show image IDs");
    platform =
        flags()
            .add(
                "platform",
                Flag.NONE,
                "Show history for the given platform. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
                new PlatformValue("string"));
  }

  @Override
  public String usage() {
    return "[OPTIONS] IMAGE";
  }

  @Override
  public String summary() {
    return "Show the history of an image";
  }

  @Override
  public List<String> paths() {
    return List.of("image history", "history");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var rows = new ArrayList<HistoryRow>();
    var clock = context.invocation().clock();
    for (JsonObject layer :
        context.engine().images().history(arguments.getFirst(), platform.json()).objects()) {
      rows.add(new HistoryRow(layer, human.get(), !noTrunc.get(), clock));
    }
    if (quiet.get() && format.get().isEmpty()) {
      for (HistoryRow row : rows) {
        context.out().line(row.value("ID"));
      }
      return 0;
    }
    String created = human.get() ? "CreatedSince" : "CreatedAt";
    new Listing(context.out(), format.get())
        .print(
            List.of("ID", created, "CreatedBy", "Size", "Comment"),
            new HistoryRow(new JsonObject(), true, true, clock),
            rows);
    return 0;
  }
}
