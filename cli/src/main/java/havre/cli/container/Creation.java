package havre.cli.container;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.create.CreateFlags;
import havre.cli.flag.BoolValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.StringValue;
import havre.cli.image.Pulling;
import havre.client.EngineException;
import havre.client.json.JsonObject;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes a container of options, pulling its image when it is missing.
final class Creation {
  /// Changes a body before it is sent.
  interface Adjust {
    void adjust(JsonObject body);
  }

  private final CreateFlags create;
  private final StringValue name;
  private final StringValue platform;
  private final StringValue pull;
  private final StringValue cidfile;
  private final BoolValue quiet;
  private final BoolValue skipTrust;

  /// @param pullUsage what help says of `--pull`
  Creation(FlagSet flags, CreateFlags create, String pullUsage) {
    this.create = create;
    name = flags.string("name", "Assign a name to the container");
    platform = flags.string("platform", "Set platform if server is multi-platform capable");
    pull = flags.add("pull", Flag.NONE, pullUsage, new StringValue("missing"));
    cidfile = flags.string("cidfile", "Write the container ID to the file");
    quiet = flags.bool("quiet", 'q', "Suppress the pull output");
    skipTrust =
        flags.add(
            "disable-content-trust", Flag.NONE, "Skip image verification", new BoolValue(true));
    flags.bool("use-api-socket", "Bind mount Docker API socket and required auth");
  }

  /// @return the container's id
  String create(Context context, List<String> arguments, Adjust adjust) {
    if (!List.of("always", "missing", "never", "").contains(pull.get())) {
      throw new CliException(
          125,
          "invalid pull option: '"
              + pull.get()
              + "': must be one of \"always\", \"missing\" or \"never\"");
    }
    if (context.flags().changed("use-api-socket")) {
      throw new CliException(125, "--use-api-socket is not supported");
    }
    if (!skipTrust.get()) {
      throw new CliException(125, "content trust is not supported");
    }
    String image = arguments.getFirst();
    JsonObject body = create.body(context, image, arguments.subList(1, arguments.size()));
    adjust.adjust(body);
    checkReference(image);
    Path idFile = checkIdFile(context);
    if (pull.get().equals("always")) {
      pull(context, image);
    }
    JsonObject created;
    try {
      created = context.engine().containers().create(body, name.get(), platform.get());
    } catch (EngineException e) {
      if (!e.notFound()
          || pull.get().equals("never")
          || !CliException.text(e).startsWith("No such image")) {
        throw e;
      }
      if (!quiet.get()) {
        context.err().line("Unable to find image '" + familiar(image) + "' locally").flush();
      }
      pull(context, image);
      created = context.engine().containers().create(body, name.get(), platform.get());
    }
    for (String warning : created.array("Warnings").strings()) {
      context.err().line("WARNING: " + warning);
    }
    String id = created.string("Id");
    writeId(context, idFile, id);
    return id;
  }

  private void pull(Context context, String image) {
    Pulling.pull(context, image, platform.get(), quiet.get(), context.err());
  }

  private static void checkReference(String image) {
    try {
      if (!image.startsWith("sha256:") && !isImageId(image)) {
        ImageReference.parse(image);
      }
    } catch (HavreException e) {
      throw new CliException(1, CliException.text(e));
    }
  }

  private static boolean isImageId(String text) {
    return text.length() == 64 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static String familiar(String image) {
    return ImageReference.parse(image).withDefaultTag().familiar();
  }

  private Path checkIdFile(Context context) {
    Path file = context.invocation().file(cidfile.get());
    if (!cidfile.get().isEmpty()) {
      if (Files.exists(file)) {
        throw new CliException(
            125,
            "container ID file found, make sure the other container isn't running or delete "
                + cidfile.get());
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw new CliException(
            127,
            "failed to create the container ID file: open "
                + cidfile.get()
                + ": no such file or directory");
      }
    }
    return file;
  }

  private void writeId(Context context, Path file, String id) {
    if (cidfile.get().isEmpty()) {
      return;
    }
    try {
      Files.writeString(file, id);
    } catch (IOException e) {
      throw new CliException(
          125, "failed to write the container ID to the file: " + CliException.text(e));
    }
  }
}
