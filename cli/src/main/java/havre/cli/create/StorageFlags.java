package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.ListValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonObject;
import java.util.ArrayList;

/// Volumes, mounts and the root file system.
final class StorageFlags {
  private final ListValue volumes;
  private final ListValue volumesFrom;
  private final StringValue volumeDriver;
  private final ListValue tmpfs;
  private final MountsValue mounts = new MountsValue();
  private final ListValue storageOptions;
  private final BoolValue readOnly;

  StorageFlags(FlagSet flags) {
    volumes = flags.list("volume", 'v', "Bind mount a volume");
    volumesFrom = flags.list("volumes-from", "Mount volumes from the specified container(s)");
    volumeDriver = flags.string("volume-driver", "Optional volume driver for the container");
    tmpfs = flags.list("tmpfs", "Mount a tmpfs directory");
    flags.add("mount", Flag.NONE, "Attach a filesystem mount to the container", mounts);
    storageOptions = flags.list("storage-opt", "Storage driver options for the container");
    readOnly = flags.bool("read-only", "Mount the container's root filesystem as read only");
  }

  void addTo(Context context, JsonObject config, JsonObject host) {
    var binds = new ArrayList<String>();
    var anonymous = new JsonObject();
    for (String volume : volumes.get()) {
      if (isBind(volume)) {
        binds.add(absolute(context, volume));
      } else {
        anonymous.put(volume, new JsonObject());
      }
    }
    config.put("Volumes", anonymous);
    host.put("Binds", Lists.orNull(binds));
    host.put("VolumesFrom", Lists.orNull(volumesFrom.get()));
    host.put("VolumeDriver", volumeDriver.get()).put("ReadonlyRootfs", readOnly.get());
    if (!tmpfs.isEmpty()) {
      var all = new JsonObject();
      for (String spec : tmpfs.get()) {
        int colon = spec.indexOf(':');
        all.put(
            colon < 0 ? spec : spec.substring(0, colon),
            colon < 0 ? "" : spec.substring(colon + 1));
      }
      host.put("Tmpfs", all);
    }
    if (!mounts.isEmpty()) {
      host.put("Mounts", mounts.json(context));
    }
    if (!storageOptions.isEmpty()) {
      for (String option : storageOptions.get()) {
        if (option.indexOf('=') < 0) {
          throw new CliException(125, "invalid storage option");
        }
      }
      host.put("StorageOpt", Lists.map(storageOptions.get()));
    }
  }

  /// Whether a volume names something to be mounted; else it is only a path.
  private static boolean isBind(String spec) {
    if (spec.isEmpty()) {
      throw new CliException(125, "invalid empty volume spec");
    }
    String[] parts = spec.split(":", -1);
    if (parts.length == 1 || (parts.length == 2 && isDrive(spec))) {
      return false;
    }
    if (spec.length() <= 2) {
      return parts.length > 1;
    }
    if (parts.length > 3) {
      throw new CliException(125, "invalid spec: " + spec + ": too many colons");
    }
    for (String part : parts) {
      if (part.isEmpty()) {
        throw new CliException(125, "invalid spec: " + spec + ": empty section between colons");
      }
    }
    return true;
  }

  private static boolean isDrive(String spec) {
    return spec.length() > 2
        && Character.isLetter(spec.charAt(0))
        && spec.charAt(1) == ':'
        && (spec.charAt(2) == '/' || spec.charAt(2) == '\\');
  }

  private static String absolute(Context context, String spec) {
    int colon = spec.indexOf(':');
    String source = spec.substring(0, colon);
    return source.startsWith(".")
        ? context.invocation().file(source).normalize() + spec.substring(colon)
        : spec;
  }
}
