package havre.buildkit.solve;

import havre.images.Image;
import java.io.IOException;

/// What a frontend promises: an image that is built when somebody needs it. Thread-safe.
public final class BuildResult {
  private final Work work;
  private State state = new State.Pending();

  /// Makes the image.
  @FunctionalInterface
  public interface Work {
    Image run() throws IOException, InterruptedException;
  }

  private sealed interface State {
    record Pending() implements State {}

    record Built(Image image) implements State {}

    record Failed(Exception cause) implements State {}
  }

  public BuildResult(Work work) {
    this.work = work;
  }

  /// The image, built at the first call. Later calls have the same outcome.
  public synchronized Image image() throws IOException, InterruptedException {
    if (state instanceof State.Pending) {
      try {
        state = new State.Built(work.run());
      } catch (IOException | RuntimeException e) {
        state = new State.Failed(e);
      }
    }
    return switch (state) {
      case State.Built built -> built.image();
      case State.Failed(IOException e) -> throw e;
      case State.Failed(RuntimeException e) -> throw e;
      default -> throw new IllegalStateException("neither built nor failed");
    };
  }
}
