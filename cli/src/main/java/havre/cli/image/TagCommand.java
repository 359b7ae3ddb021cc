package havre.cli.image;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `tag`: gives an image a further name.
public final class TagCommand extends Command {

  @Override
  public String usage() {
    return "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]";
  }

  @Override
  public String summary() {
    return "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE";
  }

  @Override
  public List<String> paths() {
    return List.of("image tag", "tag");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference reference = target(arguments.get(1)).withDefaultTag();
    String tag = reference.tag();
    context.engine().images().tag(arguments.getFirst(), reference.name(), tag == null ? "" : tag);
    return 0;
  }

  private static ImageReference target(String name) {
    try {
      return Target.parse(name);
    } catch (CliException e) {
      throw new CliException(
          "Error parsing reference: \""
              + name
              + "\" is not a valid repository/tag: "
              + CliException.text(e));
    }
  }
}
