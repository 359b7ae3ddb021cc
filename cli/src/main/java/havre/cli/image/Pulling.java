package havre.cli.image;

import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.registry.Credentials;
import havre.cli.terminal.Console;
import havre.oci.reference.ImageReference;

/// Pulls an image through the engine.
public final class Pulling {
  private Pulling() {}

  /// Pulls an image; a name without tag means `latest`.
  public static void pull(
      Context context, String image, String platform, boolean quiet, Output out) {
    ImageReference reference = Target.parse(image).withDefaultTag();
    pull(context, reference, tagOrDigest(reference), platform, quiet, out);
  }

  /// @param tag empty for all tags
  static void pull(
      Context context,
      ImageReference reference,
      String tag,
      String platform,
      boolean quiet,
      Output out) {
    String auth = Credentials.of(context).header(reference.domain());
    var stream = context.engine().images().pull(reference.name(), tag, platform, auth);
    Output shown = quiet ? new Output(java.io.OutputStream.nullOutputStream()) : out;
    boolean terminal = !quiet && context.console().isTerminal(Console.Stream.OUT);
    new Progress(shown, terminal, terminal ? context.console().size().columns() : 0)
        .show(stream, aux -> {});
  }

  static String tagOrDigest(ImageReference reference) {
    return reference.digest() != null
        ? reference.digest().toString()
        : reference.tag() == null ? "" : reference.tag();
  }
}
