package havre.cli.manifest;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.Flag;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.oci.reference.ImageReference;
import java.util.List;

/// `manifest annotate`: tells for which platform a manifest of a list is.
public final class ManifestAnnotateCommand extends Command {
  private final StringValue os;
  private final StringValue arch;
  private final ListValue osFeatures;
  private final StringValue osVersion;
  private final StringValue variant;

  public ManifestAnnotateCommand() {
    os = flags().string("os", "Set operating system");
    arch = flags().string("arch", "Set architecture");
    osFeatures =
        flags()
            .add(
                "os-features",
                Flag.NONE,
                "Set operating system feature",
                new ListValue("strings", "", text -> text));
    osVersion = flags().string("os-version", "Set operating system version");
    variant = flags().string("variant", "Set architecture variant");
  }

  @Override
  public String usage() {
    return "[OPTIONS] MANIFEST_LIST MANIFEST";
  }

  @Override
  public String summary() {
    return "Add additional information to a local image manifest";
  }

  @Override
  public List<String> paths() {
    return List.of("manifest annotate");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(2);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference list = RemoteManifest.name(arguments.getFirst());
    ImageReference name = RemoteManifest.name(arguments.getLast());
    var lists = new ManifestLists(context.configFolder());
    JsonObject manifest = lists.manifest(list, name);
    if (manifest == null) {
      throw new CliException(
          "manifest for image %s does not exist in %s".formatted(name.familiar(), list.familiar()));
    }
    JsonObject platform = manifest.object("Descriptor").object("platform");
    set(platform, "os", os);
    set(platform, "architecture", arch);
    set(platform, "os.version", osVersion);
    set(platform, "variant", variant);
    if (!osFeatures.get().isEmpty()) {
      platform.put("os.features", JsonArray.ofStrings(osFeatures.get()));
    }
    if (platform.string("os").isEmpty() || platform.string("architecture").isEmpty()) {
      throw new CliException(
          "manifest entry for image has unsupported os/arch combination: "
              + platform.string("os")
              + "/"
              + platform.string("architecture"));
    }
    lists.save(list, name, manifest);
    return 0;
  }

  private static void set(JsonObject platform, String name, StringValue value) {
    if (!value.get().isEmpty()) {
      platform.put(name, value.get());
    }
  }
}
