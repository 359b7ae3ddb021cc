package havre.api.images;

import havre.api.JsonLines;
import havre.images.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Sends progress to the client as it comes. A client that is gone ends the work by an exception.
public final class ProgressLines implements Progress {
  private final JsonLines lines;
  private final boolean quiet;

  /// @param quiet whether states of parts are left out
  public ProgressLines(JsonLines lines, boolean quiet) {
    this.lines = lines;
    this.quiet = quiet;
  }

  @Override
  public void stream(String text) {
    send(ProgressDto.text(text));
  }

  @Override
  public void status(@Nullable String id, String status, long current, long total) {
    if (!quiet) {
      send(ProgressDto.state(id, status, current, total));
    }
  }

  private void send(ProgressDto message) {
    try {
      lines.send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
