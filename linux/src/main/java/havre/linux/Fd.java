package havre.linux;

import java.util.concurrent.atomic.AtomicInteger;

/// An open file descriptor that has one owner, who closes it. Every descriptor is made with
/// close-on-exec.
public final class Fd implements AutoCloseable {
  private static final LibCall CLOSE = LibCall.returningInt("close");

  private final AtomicInteger number;

  private Fd(int number) {
    this.number = new AtomicInteger(number);
  }

  /// Takes ownership of an open descriptor.
  public static Fd of(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    return new Fd(number);
  }

  /// @throws IllegalStateException when it is closed
  public int number() {
    int value = number.get();
    if (value < 0) {
      throw new IllegalStateException("the descriptor is closed");
    }
    return value;
  }

  public boolean isOpen() {
    return number.get() >= 0;
  }

  /// Closes the descriptor; a second call does nothing. close(2) releases the number even when it
  /// reports an error.
  @Override
  public void close() {
    int value = number.getAndSet(-1);
    if (value < 0) {
      return;
    }
    try (var scratch = Scratch.take()) {
      CLOSE.attempt(scratch, value, 0, 0, 0);
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
