package havre.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A shell line that runs with a terminal for its streams, and somebody who types and reads. The
/// terminal is script(1)'s. What a shell has started in the background ignores interrupts, and so
/// would all that it starts: here they are heeded, wherever the tests run.
final class TerminalSession implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  private final Process process;
  private final StringBuilder output = new StringBuilder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Thread reader;
  private int read;

  private TerminalSession(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::readOutput);
  }

  static TerminalSession start(String line) {
    try {
      return new TerminalSession(
          new ProcessBuilder(
                  List.of("env", "--default-signal=INT,QUIT", "script", "-qefc", line, "/dev/null"))
              .redirectErrorStream(true)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TerminalSession type(String keys) {
    try {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until the text was printed after what an earlier call waited for.
  TerminalSession await(String text) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
      while (output.indexOf(text, read) < 0) {
        if (left <= 0) {
          throw new AssertionError("no \"" + text + "\" in:\n" + output);
        }
        left = more.awaitNanos(left);
      }
      read = output.indexOf(text, read) + text.length();
      return this;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end of the line.
  ///
  /// @return its exit code
  int awaitEnd() {
    try {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running; it printed:\n" + output());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    lock.lock();
    try {
      return output.toString().replace("\r\n", "\n");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void readOutput() {
    var bytes = new byte[4096];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        lock.lock();
        try {
          output.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
          more.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
