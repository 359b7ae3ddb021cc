package havre.build.step;

import havre.common.Digest;

/// Hears what a build does, as the classic builder tells it.
public interface BuildLog {
  /// Text for the user, with its line ends.
  void text(String text);

  /// The image that a stage has become.
  void image(Digest id);
}
