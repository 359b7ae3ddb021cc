package havre.cli.stream;

import havre.cli.command.Context;
import havre.cli.terminal.Console;
import havre.client.http.FrameReader;
import havre.client.http.Hijacked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Our three streams joined to a container's or an exec's. Owns a daemon thread that reads our
/// input; output is copied on the caller's thread.
public final class Session implements AutoCloseable {
  private final Context context;
  private final Hijacked stream;
  private final boolean tty;
  private final boolean stdin;
  private final byte[] detachKeys;
  private final Console.Undo raw;
  private final AtomicBoolean detached = new AtomicBoolean();

  /// Begins: makes the terminal raw when there is one, and reads our input.
  ///
  /// @param stdin whether our input goes to the other side
  /// @param detachKeys as [DetachKeys#parse] gives them
  public Session(Context context, Hijacked stream, boolean tty, boolean stdin, byte[] detachKeys) {
    this.context = context;
    this.stream = stream;
    this.tty = tty;
    this.stdin = stdin;
    this.detachKeys = detachKeys;
    this.raw = tty && stdin ? context.console().raw() : () -> {};
    if (stdin) {
      Thread.ofPlatform().daemon().name("stdin").start(this::pumpInput);
    }
  }

  private void pumpInput() {
    InputStream in = context.in();
    OutputStream out = stream.out();
    var filter = new EscapeFilter(in, tty ? detachKeys : new byte[0]);
    var buffer = new byte[32 * 1024];
    try {
      while (true) {
        EscapeFilter.Read read = filter.read(buffer);
        out.write(read.bytes());
        if (read.detached()) {
          detached.set(true);
          stream.close();
          return;
        }
        if (read.ended()) {
          stream.closeWrite();
          return;
        }
      }
    } catch (IOException e) {
      // The other side has ended and wants no more input.
    }
  }

  /// Copies output until the other side ends it or the user detaches.
  ///
  /// @return whether the user detached
  public boolean copyOutput() {
    OutputStream out = context.out().stream();
    OutputStream err = context.err().stream();
    try {
      if (tty) {
        copyRaw(stream.in(), out);
      } else {
        FrameReader.copy(stream.in(), out, err);
      }
      out.flush();
      err.flush();
    } catch (IOException e) {
      if (!detached.get()) {
        throw new UncheckedIOException(e);
      }
    }
    if (detached.get()) {
      raw.close();
      context.err().line("read escape sequence").flush();
    }
    return detached.get();
  }

  private static void copyRaw(InputStream in, OutputStream out) throws IOException {
    var buffer = new byte[32 * 1024];
    int count = in.read(buffer);
    while (count >= 0) {
      out.write(buffer, 0, count);
      out.flush();
      count = in.read(buffer);
    }
  }

  /// Gives the terminal back and ends the connection.
  @Override
  public void close() {
    raw.close();
    try {
      stream.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }
}
