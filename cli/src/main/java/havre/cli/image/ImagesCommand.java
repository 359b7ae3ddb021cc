package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
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
  private final BoolValue tree;

  public ImagesCommand() {
    all = flags().bool("all", 'a', "Show all images (default hides intermediate images)");
    digests = flags().bool("digests", "Show digests");
    filter = flags().filter('f', "Filter output based on conditions provided");
    format = flags().string("format", Listing.HELP);
    noTrunc = flags().bool("no-trunc", "Don't truncate output");
    quiet = flags().bool("quiet", 'q', "Only show image IDs");
    tree = flags().bool("tree", "List multi-platform images as a tree (EXPERIMENTAL)");
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
    if (tree.get()) {
      return tree(context);
    }
    var clock = context.invocation().clock();
    var found = context.engine().images().list(all.get(), false, filter.get()).objects();
    List<ImageRow> rows = ImageRow.rows(found, digestsWanted(), !noTrunc.get(), clock);
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

  private int tree(Context context) {
    for (String other : new String[] {"quiet", "no-trunc", "digests", "format"}) {
      if (flags().changed(other)) {
        throw new CliException("--" + other + " is not yet supported with --tree");
      }
    }
    var found = context.engine().images().list(all.get(), true, filter.get()).objects();
    new ImageTree(context.out(), context.console().size().columns(), all.get()).print(found);
    return 0;
  }

  private ImageRow.Digests digestsWanted() {
    if (digests.get()) {
      return ImageRow.Digests.ALL;
    }
    return format.get().contains("{{.Digest}}") ? ImageRow.Digests.TAGGED : ImageRow.Digests.NONE;
  }
}
