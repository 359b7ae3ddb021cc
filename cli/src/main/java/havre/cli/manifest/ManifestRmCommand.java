package havre.cli.manifest;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `manifest rm`: forgets lists that are kept here.
public final class ManifestRmCommand extends Command {
  @Override
  public String usage() {
    return "MANIFEST_LIST [MANIFEST_LIST...]";
  }

  @Override
  public String summary() {
    return "Delete one or more manifest lists from local storage";
  }

  @Override
  public List<String> paths() {
    return List.of("manifest rm");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    var lists = new ManifestLists(context.configFolder());
    return context.forEach(
        arguments,
        text -> {
          ImageReference list = RemoteManifest.name(text);
          if (!lists.has(list)) {
            throw new CliException("No such manifest: " + list.familiar());
          }
          lists.remove(list);
        });
  }
}
