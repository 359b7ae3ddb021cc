package havre.cli.image;

import havre.cli.command.CliException;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;

/// What an image is to be called: repository and tag, both empty for no name.
public record Target(String repository, String tag) {

  /// Takes a name apart.
  ///
  /// @throws CliException for what isn't one
  public static Target of(String name) {
    if (name.isEmpty()) {
      return new Target("", "");
    }
    ImageReference reference = parse(name);
    String tag = reference.withDefaultTag().tag();
    return new Target(reference.name(), tag == null ? "" : tag);
  }

  static ImageReference parse(String name) {
    try {
      return ImageReference.parse(name);
    } catch (HavreException e) {
      throw new CliException(CliException.text(e));
    }
  }
}
