package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.container.ContainerRow;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.cli.image.ImageRow;
import havre.cli.volume.VolumeRow;
import havre.client.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// `system df`: what lies on the disk and how much of it could go.
public final class DfCommand extends Command {
  private final StringValue format;
  private final BoolValue verbose;

  public DfCommand() {
    format = flags().string("format", Listing.HELP);
    verbose = flags().bool("verbose", 'v', "Show detailed information on space usage");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Show havre disk usage";
  }

  @Override
  public List<String> paths() {
    return List.of("system df");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    JsonObject usage = context.engine().system().diskUsage();
    if (verbose.get()) {
      details(context, usage);
      return 0;
    }
    new Listing(context.out(), format.get())
        .print(
            List.of("Type", "TotalCount", "Active", "Size", "Reclaimable"),
            new UsageRow("", 0, 0, 0, 0),
            UsageRow.all(usage));
    return 0;
  }

  private static void details(Context context, JsonObject usage) {
    Clock clock = context.invocation().clock();
    var listing = new Listing(context.out(), "");
    context.out().line("Images space usage:\n");
    listing.print(
        List.of(
            "Repository",
            "Tag",
            "ID",
            "CreatedSince",
            "Size",
            "SharedSize",
            "UniqueSize",
            "Containers"),
        new ImageRow(new JsonObject(), "", "", "", true, clock),
        ImageRow.single(usage.array("Images").objects(), clock));
    context.out().line("\nContainers space usage:\n");
    var containers = new ArrayList<ContainerRow>();
    for (JsonObject container : usage.array("Containers").objects()) {
      container.remove("SizeRootFs");
      containers.add(new ContainerRow(container, true, clock));
    }
    listing.print(
        List.of("ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"),
        new ContainerRow(new JsonObject(), true, clock),
        containers);
    context.out().line("\nLocal Volumes space usage:\n");
    var volumes = new ArrayList<VolumeRow>();
    for (JsonObject volume : usage.array("Volumes").objects()) {
      volumes.add(new VolumeRow(volume));
    }
    listing.print(List.of("Name", "Links", "Size"), new VolumeRow(new JsonObject()), volumes);
    UsageRow cache = UsageRow.buildCache(usage);
    context.out().line("\nBuild cache usage: " + cache.value("Size") + "\n");
    listing.print(
        BuildCacheRow.COLUMNS,
        new BuildCacheRow(new JsonObject(), clock),
        BuildCacheRow.all(usage.array("BuildCache").objects(), clock));
  }
}
