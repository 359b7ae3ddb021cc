package havre.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// The linker, the look-up of libc's functions and the reading of `errno`.
///
/// A handle made by [#downcall] takes a capture segment from [#errnoCapture] as its first argument.
/// errno in it is meaningful only when the call's result says that it failed.
public final class LibC {
  private static final Linker LINKER = Linker.nativeLinker();
  static final MemoryLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURE.varHandle(PathElement.groupElement("errno"));

  /// The one shape behind [LibCall]: the function's address, the capture segment, six numbers. It
  /// is called as a variadic function, which for integers differs only in telling the callee that
  /// no vector register is used.
  static final MethodHandle SHAPE =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private LibC() {}

  /// A handle to a libc function that sets errno; variadic functions name their first variadic
  /// argument.
  public static MethodHandle downcall(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
  }

  public static MemorySegment errnoCapture(Arena arena) {
    return arena.allocate(CAPTURE);
  }

  public static Errno errno(MemorySegment capture) {
    return Errno.of((int) ERRNO.get(capture, 0L));
  }

  /// The address of a libc function.
  static MemorySegment function(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  /// `syscall(2)` for calls that libc has no wrapper for (or whose wrapper is too young): up to
  /// five arguments. [SystemCall] is the form for calls made often.
  ///
  /// @param object what the call was about, for the error's text
  /// @throws LinuxException with the call's name when it returns a negative number
  public static long syscall(String name, String object, long number, long... arguments) {
    try (var scratch = Scratch.take()) {
      return new SystemCall(name, number)
          .invoke(
              scratch,
              object,
              at(arguments, 0),
              at(arguments, 1),
              at(arguments, 2),
              at(arguments, 3),
              at(arguments, 4));
    }
  }

  /// Checks an int result: negative means failure.
  public static int check(int result, MemorySegment capture, String call, String object) {
    if (result < 0) {
      throw new LinuxException(call, errno(capture), object);
    }
    return result;
  }

  /// Checks a long result: negative means failure.
  public static long check(long result, MemorySegment capture, String call, String object) {
    if (result < 0) {
      throw new LinuxException(call, errno(capture), object);
    }
    return result;
  }

  public static MemorySegment cString(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8);
  }

  /// What an `invokeExact` can only throw when this program is wrong.
  public static AssertionError unexpected(Throwable e) {
    return new AssertionError("a downcall failed before it reached libc", e);
  }

  private static long at(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0L;
  }
}
