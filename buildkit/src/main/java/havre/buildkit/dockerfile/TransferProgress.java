package havre.buildkit.dockerfile;

import havre.buildkit.solve.Vertex;
import java.util.function.LongConsumer;

/// Shows how many bytes are through, now and then.
final class TransferProgress implements LongConsumer {
  private static final long STEP = 1 << 20;

  private final Vertex.Part part;
  private long shown;

  TransferProgress(Vertex.Part part) {
    this.part = part;
  }

  @Override
  public void accept(long bytes) {
    if (bytes - shown >= STEP) {
      shown = bytes;
      part.at(bytes);
    }
  }
}
