package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.Digest;
import havre.images.Image;
import havre.images.Progress;

/// Hears what a build does: as the classic builder tells it, and step by step.
public interface BuildLog {
  /// Text for the user, with its line ends.
  void text(String text);

  /// The image that a stage has become.
  void image(Digest id);

  /// A step's image, made or found. Called by several threads at once.
  ///
  /// @param key tells the step from all others
  default void made(String key, Image image) {}

  /// Hears how the pull of a base image comes along.
  default Progress progress() {
    return Progress.none();
  }

  /// A step begins. Where steps are not told apart, what it prints is text, that of the standard
  /// error in red.
  default StepLog begin(BuildStep step) {
    return new Printed(this);
  }

  /// A step's output as text.
  record Printed(BuildLog log) implements StepLog {
    private static final String RED = "\u001b[91m";
    private static final String PLAIN = "\u001b[0m";

    @Override
    public void cached() {}

    @Override
    public void output(Stream stream, byte[] bytes, int offset, int length) {
      String text = new String(bytes, offset, length, UTF_8);
      synchronized (log) {
        log.text(stream == Stream.ERRORS ? RED + text + PLAIN : text);
      }
    }

    @Override
    public void done() {}

    @Override
    public void failed(String message) {}
  }
}
