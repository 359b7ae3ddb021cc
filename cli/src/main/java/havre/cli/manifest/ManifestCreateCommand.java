package havre.cli.manifest;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `manifest create`: begins a list, or adds to one.
public final class ManifestCreateCommand extends Command {
  private final BoolValue amend;

  public ManifestCreateCommand() {
    amend = flags().bool("amend", 'a', "Amend an existing manifest list");
    flags().bool("insecure", "Allow communication with an insecure registry");
  }

  @Override
  public String usage() {
    return "MANIFEST_LIST MANIFEST [MANIFEST...]";
  }

  @Override
  public String summary() {
    return "Create a local manifest list for annotating and pushing to a registry";
  }

  @Override
  public List<String> paths() {
    return List.of("manifest create");
  }

  @Override
  public Arity arity() {
    return Arity.atLeast(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference list = RemoteManifest.name(arguments.getFirst());
    var lists = new ManifestLists(context.configFolder());
    if (lists.has(list) && !amend.get()) {
      throw new CliException("refusing to amend an existing manifest list with no --amend flag");
    }
    for (String text : arguments.subList(1, arguments.size())) {
      ImageReference name = RemoteManifest.name(text);
      if (lists.manifest(list, name) != null) {
        continue;
      }
      RemoteManifest manifest = RemoteManifest.of(context, name);
      if (manifest.isList()) {
        throw new CliException(name.familiar() + " is a manifest list");
      }
      lists.save(list, name, manifest.kept(context));
    }
    context.out().line("Created manifest list " + list);
    return 0;
  }
}
