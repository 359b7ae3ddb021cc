package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.client.json.JsonObject;
import java.util.List;

/// `images`: lists images.
public final class ImagesCommand extends Command {
  private final BoolValue all;
  private final BoolValue digests;
  private final FilterValue filter;
  private final StringValue format;
  private final BoolValue noTrunc;
  private final BoolValue quiet;

  public ImagesCommand() {
    all = flags().bool("all", 'a', "Show all images (default hides intermediate images)");
    digests = flags().bool("digests", "Show digests");
    filter = flags().filter('f', "Filter output based on conditions provided");
    format = flags().string("format", Listing.HELP);
    noTrunc = flags().bool("no-trunc", "Don't truncate output");
    quiet = flags().bool("quiet", 'q', "Only show image IDs");
  }

  @Override
  public String usage() {
    return "[OPTIONS] [REPOSITORY[:TAG]]";
  }

  @Override
  public String summary() {
    return "List images";
  }

  @Override
  public List<String> paths() {
    return List.of("image ls", "image list", "images");
  }

  @Override
  public Arity arity() {
    return Arity.atMost(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!arguments.isEmpty()) {
      filter.add("reference", arguments.getFirst());
    }
    var clock = context.invocation().clock();
    var found = context.engine().images().list(all.get(), filter.get()).objects();
    found.sort((a, b) -> Long.compare(b.number("Created"), a.number("Created")));
    boolean withDigests = digests.get() || format.get().contains("Digest");
    List<ImageRow> rows = ImageRow.rows(found, withDigests, !noTrunc.get(), clock);
    if (quiet.get() && format.get().isEmpty()) {
      for (ImageRow row : rows) {
        context.out().line(row.value("ID"));
      }
      return 0;
    }
    List<String> columns =
        digests.get()
            ? List.of("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size")
            : List.of("Repository", "Tag", "ID", "CreatedSince", "Size");
    new Listing(context.out(), format.get())
        .print(columns, new ImageRow(new JsonObject(), "", "", "", true, clock), rows);
    return 0;
  }
}
