package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.FilterValue;
import havre.cli.flag.Flag;
import havre.cli.flag.IntValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.cli.template.Template;
import havre.cli.template.TemplateException;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `ps`: lists containers.
public final class PsCommand extends Command {
  /// A template that shows sizes, by name or with all else.
  private static final Pattern SIZED = Pattern.compile("\\.Size\\b|json +\\.(?![A-Za-z])");

  private final BoolValue all;
  private final FilterValue filter;
  private final StringValue format;
  private final IntValue last;
  private final BoolValue latest;
  private final BoolValue noTrunc;
  private final BoolValue quiet;
  private final BoolValue size;

  public PsCommand() {
    all = flags().bool("all", 'a', "Show all containers (default shows just running)");
    filter = flags().filter('f', "Filter output based on conditions provided");
    format = flags().string("format", Listing.HELP);
    last =
        flags()
            .add(
                "last",
                'n',
                "Show n last created containers (includes all states)",
                new IntValue(-1));
    latest = flags().bool("latest", 'l', "Show the latest created container (includes all states)");
    noTrunc = flags().bool("no-trunc", Flag.NONE, "Don't truncate output");
    quiet = flags().bool("quiet", 'q', "Only display container IDs");
    size = flags().bool("size", 's', "Display total file sizes");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "List containers";
  }

  @Override
  public List<String> paths() {
    return List.of("container ls", "container list", "container ps", "ps");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    int limit = latest.get() ? 1 : (int) Math.max(0, last.get());
    boolean sized = size.get() || SIZED.matcher(format.get()).find();
    var sample = new ContainerRow(new JsonObject(), true, context.invocation().clock());
    check(sample);
    var found = context.engine().containers().list(all.get(), sized, limit, filter.get());
    var rows = new ArrayList<ContainerRow>();
    for (JsonObject container : found.objects()) {
      rows.add(new ContainerRow(container, !noTrunc.get(), context.invocation().clock()));
    }
    if (quiet.get() && format.get().isEmpty()) {
      for (ContainerRow row : rows) {
        context.out().line(row.value("ID"));
      }
      return 0;
    }
    new Listing(context.out(), format.get()).print(columns(), sample, rows);
    return 0;
  }

  /// Finds what is wrong with a template before the engine is asked.
  private void check(ContainerRow sample) {
    String source = format.get().startsWith("table") ? "" : format.get();
    try {
      Template.parse(source).execute(sample);
    } catch (TemplateException e) {
      String what = e.parsing() ? "failed to parse template: " : "failed to execute template: ";
      throw new CliException(what + e.getMessage());
    }
  }

  private List<String> columns() {
    var columns =
        new ArrayList<>(
            List.of("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"));
    if (size.get()) {
      columns.add("Size");
    }
    return columns;
  }
}
