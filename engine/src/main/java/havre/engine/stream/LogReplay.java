package havre.engine.stream;

import havre.engine.container.LogSession;
import havre.engine.container.StreamSession;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A client that wants what was said so far, and nothing more.
public final class LogReplay implements StreamSession {
  private final LogSession log;

  public LogReplay(LogSession log) {
    this.log = log;
  }

  @Override
  public boolean tty() {
    return log.tty();
  }

  @Override
  public void copy(@Nullable InputStream stdin, OutputStream stdout, OutputStream stderr) {
    log.copy(stdout, stderr);
  }

  @Override
  public void close() {
    log.close();
  }
}
