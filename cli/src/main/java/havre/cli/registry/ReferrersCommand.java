package havre.cli.registry;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.client.Distribution;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `image referrers`: what refers to an image at its registry, such as signatures.
public final class ReferrersCommand extends Command {
  private final StringValue type;
  private final StringValue format;
  private final StringValue output;

  public ReferrersCommand() {
    type = flags().string("artifact-type", "Show artifacts of this type only");
    format = flags().string("format", "Pretty-print referrers using a Go template");
    output = flags().string("output", 'o', "Fetch them into this folder too");
  }

  @Override
  public String usage() {
    return "[OPTIONS] NAME[:TAG|@DIGEST]";
  }

  @Override
  public String summary() {
    return "List what refers to an image at its registry, such as signatures";
  }

  @Override
  public List<String> paths() {
    return List.of("image referrers");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    ImageReference name;
    try {
      name = ImageReference.parse(arguments.getFirst());
    } catch (HavreException e) {
      throw new CliException(CliException.text(e));
    }
    String auth = Credentials.of(context).header(name.domain());
    Distribution distribution = context.engine().distribution();
    JsonArray found = distribution.referrers(name.toString(), type.get(), auth).array("Referrers");
    var rows = new ArrayList<ReferrerRow>();
    for (JsonObject referrer : found.objects()) {
      rows.add(new ReferrerRow(referrer));
      if (!output.get().isEmpty()) {
        fetch(distribution, name, referrer.string("Digest"), auth);
      }
    }
    new Listing(context.out(), format.get())
        .print(List.of("ArtifactType", "Digest", "Size"), new ReferrerRow(new JsonObject()), rows);
    return 0;
  }

  /// Writes a manifest as `<digits>/manifest.json`, and its blobs beside it by their digests.
  private void fetch(Distribution distribution, ImageReference name, String digest, String auth) {
    Path folder = Path.of(output.get()).resolve(digits(digest));
    String content = distribution.manifest(name.name() + "@" + digest, auth).string("Content");
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("manifest.json"), content);
      JsonObject manifest = (JsonObject) JsonReader.parse(content);
      var blobs = new ArrayList<>(manifest.array("layers").objects());
      blobs.add(manifest.object("config"));
      for (JsonObject blob : blobs) {
        try (InputStream in =
            distribution.blob(name.name(), blob.string("digest"), blob.number("size"), auth)) {
          Files.write(folder.resolve(digits(blob.string("digest"))), in.readAllBytes());
        }
      }
    } catch (IOException | ClassCastException e) {
      throw new CliException("could not fetch " + digest + ": " + CliException.text(e));
    }
  }

  private static String digits(String digest) {
    String digits = digest.substring(digest.indexOf(':') + 1);
    if (!digits.matches("[0-9a-f]+")) {
      throw new CliException("invalid digest: " + digest);
    }
    return digits;
  }
}
