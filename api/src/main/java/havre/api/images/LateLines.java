package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.JsonLines;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.Progress;
import havre.images.RegistryImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The progress of a pull or push. The answer begins with the first of it, so that an error before
/// has its own status.
final class LateLines implements Progress, AutoCloseable {
  private final Call call;
  private final ReentrantLock sending = new ReentrantLock();
  private @Nullable JsonLines lines;

  LateLines(Call call) {
    this.call = call;
  }

  /// What the lines tell of.
  @FunctionalInterface
  interface Work {
    void run(LateLines lines) throws IOException;
  }

  /// Does the work and tells of it to its end, or of its failure.
  static void tell(Call call, Work work) throws IOException {
    try (var lines = new LateLines(call)) {
      try {
        work.run(lines);
      } catch (HavreException e) {
        lines.fail(e);
      } catch (IOException e) {
        lines.fail(new HavreException(ErrorKind.INTERNAL, String.valueOf(e.getMessage()), e));
      }
    }
  }

  private record AuxDto(
      @JsonProperty("progressDetail") ProgressDto.Detail detail,
      @JsonProperty("aux") PushedDto aux) {}

  private record PushedDto(
      @JsonProperty("Tag") String tag,
      @JsonProperty("Digest") String digest,
      @JsonProperty("Size") long size) {}

  @Override
  public void stream(String text) {
    send(ProgressDto.text(text));
  }

  @Override
  public void status(@Nullable String id, String status, long current, long total) {
    send(ProgressDto.state(id, status, current, total));
  }

  @Override
  public void message(String id, String text) {
    send(ProgressDto.message(id, text));
  }

  void pushed(RegistryImages.PushedImage pushed) {
    send(
        new AuxDto(
            new ProgressDto.Detail(0, 0),
            new PushedDto(pushed.tag(), pushed.digest(), pushed.size())));
  }

  private void send(Object message) {
    sending.lock();
    try {
      JsonLines open = lines;
      if (open == null) {
        open = call.jsonLines();
        lines = open;
      }
      open.send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sending.unlock();
    }
  }

  /// Ends the answer with an error, or throws it where nothing was said yet.
  private void fail(HavreException failure) throws IOException {
    sending.lock();
    try {
      if (lines == null) {
        throw failure;
      }
      lines.sendError(failure.getMessage());
    } finally {
      sending.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
