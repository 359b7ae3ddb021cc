package havre.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;

/// An open file descriptor that has one owner, who closes it. Every descriptor is made with
/// close-on-exec.
public final class Fd implements AutoCloseable {
  private static final MethodHandle CLOSE =
      LibC.downcall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

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
    try (var arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(LibC.errnoCapture(arena), value);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
