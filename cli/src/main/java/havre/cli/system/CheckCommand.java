package havre.cli.system;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.registry.Credentials;
import havre.client.JsonStream;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// `system check`: reads all layers from the disk and names those that are damaged.
public final class CheckCommand extends Command {
  private final BoolValue repair;

  public CheckCommand() {
    repair = flags().bool("repair", "Fetch damaged layers again from where they came from");
  }

  @Override
  public String usage() {
    return "[OPTIONS]";
  }

  @Override
  public String summary() {
    return "Check what is kept of images for damage";
  }

  @Override
  public List<String> paths() {
    return List.of("system check");
  }

  @Override
  public Arity arity() {
    return Arity.NONE;
  }

  /// Exit code 1 tells that something is damaged still.
  @Override
  public int run(Context context, List<String> arguments) {
    String logins = repair.get() ? Credentials.of(context).allAsHeader() : "";
    long layers = 0;
    long damaged = 0;
    long repaired = 0;
    try (JsonStream answer = context.engine().system().check(repair.get(), logins)) {
      for (JsonObject layer = answer.next(); layer != null; layer = answer.next()) {
        layers++;
        if (layer.has("Damage")) {
          damaged++;
          tell(context, layer);
          repaired += repair.get() && !layer.has("Failure") ? 1 : 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    context
        .out()
        .line("%d layers checked, %d damaged, %d repaired".formatted(layers, damaged, repaired));
    return damaged > repaired ? 1 : 0;
  }

  private static void tell(Context context, JsonObject layer) {
    String images = String.join(", ", layer.array("Images").strings());
    context
        .out()
        .line("%s (%s): %s".formatted(layer.string("Layer"), images, layer.string("Damage")));
    for (String path : layer.array("Repaired").strings()) {
      context.out().line("  repaired " + path);
    }
    if (layer.has("Failure")) {
      context.out().line("  not repaired: " + layer.string("Failure"));
    }
  }
}
