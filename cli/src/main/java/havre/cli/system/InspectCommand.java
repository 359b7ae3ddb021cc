package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Inspecting;
import havre.client.Engine;
import havre.client.EngineException;
import havre.client.json.JsonObject;
import java.util.List;

/// `inspect`: a document of a container, image, network or volume, whichever has the name first.
public final class InspectCommand extends Command {
  private static final List<String> TYPES = List.of("container", "image", "network", "volume");

  private final StringValue format;
  private final BoolValue size;
  private final StringValue type;

  public InspectCommand() {
    format = flags().string("format", 'f', Inspecting.HELP);
    size = flags().bool("size", 's', "Display total file sizes if the type is container");
    type = flags().string("type", "Only inspect objects of the given type");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NAME|ID [NAME|ID...]";
  }

  @Override
  public String summary() {
    return "Return low-level information on Docker objects";
  }

  @Override
  public List<String> paths() {
    return List.of("inspect");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    String wanted = type.get();
    if (!wanted.isEmpty() && !TYPES.contains(wanted)) {
      throw new CliException(
          "unknown type: \""
              + wanted
              + "\": must be one of \"container\", \"image\", \"network\", \"volume\"");
    }
    List<String> types = wanted.isEmpty() ? TYPES : List.of(wanted);
    Engine engine = context.engine();
    return new Inspecting(context, format.get())
        .print(arguments, name -> inspect(engine, types, name));
  }

  private JsonObject inspect(Engine engine, List<String> types, String name) {
    for (String kind : types) {
      try {
        return switch (kind) {
          case "container" -> engine.containers().inspect(name, size.get());
          case "image" -> engine.images().inspect(name);
          case "network" -> engine.networks().inspect(name, false);
          default -> engine.volumes().inspect(name);
        };
      } catch (EngineException e) {
        boolean absent = e.notFound() || (types.size() > 1 && e.status() == 400);
        if (!absent || (types.size() == 1 && !kind.equals("container"))) {
          throw e;
        }
      }
    }
    String what = types.size() == 1 ? types.getFirst() : "object";
    throw new CliException("Error: No such " + what + ": " + name);
  }
}
