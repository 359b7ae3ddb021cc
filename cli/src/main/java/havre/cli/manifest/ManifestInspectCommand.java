package havre.cli.manifest;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import havre.client.json.JsonWriter;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `manifest inspect`: shows a manifest or list that is kept here or at a registry.
public final class ManifestInspectCommand extends Command {
  private static final String LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

  private final BoolValue verbose;

  public ManifestInspectCommand() {
    flags().bool("insecure", "Allow communication with an insecure registry");
    verbose = flags().bool("verbose", 'v', "Output additional info including layers and platform");
  }

  @Override
  public String usage() {
    return "[OPTIONS] [MANIFEST_LIST] MANIFEST";
  }

  @Override
  public String summary() {
    return "Display an image manifest, or manifest list";
  }

  @Override
  public List<String> paths() {
    return List.of("manifest inspect");
  }

  @Override
  public Arity arity() {
    return Arity.between(1, 2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference name = RemoteManifest.name(arguments.getLast());
    var lists = new ManifestLists(context.configFolder());
    if (arguments.size() == 2) {
      ImageReference list = RemoteManifest.name(arguments.getFirst());
      JsonObject manifest = lists.manifest(list, name);
      if (manifest == null) {
        throw new CliException("No such manifest: " + name.familiar());
      }
      print(context, verbose.get() ? manifest : plain(manifest));
    } else if (lists.has(name)) {
      print(context, verbose.get() ? all(lists.manifests(name)) : list(lists.manifests(name)));
    } else {
      remote(context, RemoteManifest.of(context, name));
    }
    return 0;
  }

  private void remote(Context context, RemoteManifest found) {
    if (!verbose.get()) {
      print(context, found.document());
    } else if (found.isList()) {
      var parts = new JsonArray();
      for (JsonObject descriptor : found.document().array("manifests").objects()) {
        ImageReference name =
            RemoteManifest.name(found.name().name() + "@" + descriptor.string("digest"));
        JsonObject part = RemoteManifest.of(context, name).kept(context);
        part.object("Descriptor").put("platform", descriptor.object("platform"));
        parts.add(part);
      }
      print(context, parts);
    } else {
      print(context, found.kept(context));
    }
  }

  private static JsonObject plain(JsonObject manifest) {
    return manifest.object(manifest.has("OCIManifest") ? "OCIManifest" : "SchemaV2Manifest");
  }

  private static JsonArray all(List<JsonObject> manifests) {
    var all = new JsonArray();
    manifests.forEach(all::add);
    return all;
  }

  private static JsonObject list(List<JsonObject> manifests) {
    var descriptors = new JsonArray();
    manifests.forEach(manifest -> descriptors.add(manifest.object("Descriptor")));
    return new JsonObject()
        .put("schemaVersion", 2)
        .put("mediaType", LIST)
        .put("manifests", descriptors);
  }

  private static void print(Context context, JsonValue value) {
    context.out().line(JsonWriter.indented(value, "\t"));
  }
}
