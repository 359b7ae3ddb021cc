package havre.cli.manifest;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `manifest push`: puts a list, and what the repository has not of it, to its registry.
public final class ManifestPushCommand extends Command {
  private final BoolValue purge;

  public ManifestPushCommand() {
    flags().bool("insecure", "Allow push to an insecure registry");
    purge = flags().bool("purge", 'p', "Remove the local manifest list after push");
  }

  @Override
  public String usage() {
    return "[OPTIONS] MANIFEST_LIST";
  }

  @Override
  public String summary() {
    return "Push a manifest list to a repository";
  }

  @Override
  public List<String> paths() {
    return List.of("manifest push");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference list = RemoteManifest.name(arguments.getFirst());
    var lists = new ManifestLists(context.configFolder());
    List<JsonObject> manifests = lists.manifests(list);
    if (manifests.isEmpty()) {
      throw new CliException(list.familiar() + " not found");
    }
    var parts = new JsonArray();
    boolean oci = true;
    for (JsonObject manifest : manifests) {
      JsonObject descriptor = manifest.object("Descriptor");
      oci &= manifest.has("OCIManifest");
      String source = RemoteManifest.name(manifest.string("Ref")).name();
      parts.add(
          new JsonObject()
              .put("Source", source + "@" + descriptor.string("digest"))
              .put("Descriptor", descriptor));
    }
    var body =
        new JsonObject()
            .put(
                "MediaType",
                oci
                    ? "application/vnd.oci.image.index.v1+json"
                    : "application/vnd.docker.distribution.manifest.list.v2+json")
            .put("Parts", parts);
    String auth = RemoteManifest.auth(context, list);
    context.out().line(context.engine().distribution().putList(list.toString(), body, auth));
    if (purge.get()) {
      lists.remove(list);
    }
    return 0;
  }
}
