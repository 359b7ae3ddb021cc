package havre.cli.volume;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.ListValue;
import havre.cli.flag.MapValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonObject;
import java.util.List;

/// `volume create`.
public final class VolumeCreateCommand extends Command {
  private final StringValue driver;
  private final ListValue labels;
  private final StringValue name = new StringValue("");
  private final MapValue options = new MapValue();

  public VolumeCreateCommand() {
    driver = flags().add("driver", 'd', "Specify volume driver name", new StringValue("local"));
    labels = flags().list("label", "Set metadata for a volume");
    flags().hidden("name", name);
    flags().add("opt", 'o', "Set driver specific options", options);
  }

  @Override
  public String usage() {
    return "[OPTIONS] [VOLUME]";
  }

  @Override
  public String summary() {
    return "Create a volume";
  }

  @Override
  public List<String> paths() {
    return List.of("volume create");
  }

  @Override
  public Arity arity() {
    return Arity.atMost(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var body = new JsonObject();
    if (!name.get().isEmpty() && !arguments.isEmpty()) {
      throw new CliException(
          "conflicting options: cannot specify a volume-name through both --name and as a positional arg");
    }
    body.put("Name", arguments.isEmpty() ? name.get() : arguments.getFirst());
    body.put("Driver", driver.get());
    var driverOptions = new JsonObject();
    for (var option : options.get().entrySet()) {
      driverOptions.put(option.getKey(), option.getValue());
    }
    var labelled = new JsonObject();
    for (String label : labels.get()) {
      int equals = label.indexOf('=');
      labelled.put(
          equals < 0 ? label : label.substring(0, equals),
          equals < 0 ? "" : label.substring(equals + 1));
    }
    body.put("DriverOpts", driverOptions).put("Labels", labelled);
    context.out().line(context.engine().volumes().create(body).string("Name"));
    return 0;
  }
}
