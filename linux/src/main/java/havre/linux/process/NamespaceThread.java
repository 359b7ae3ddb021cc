package havre.linux.process;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Does something inside other namespaces, on a platform thread that exists for this only.
///
/// A thread's namespaces can't safely be changed back, and a virtual thread would leave them with
/// its carrier; so each call starts a thread that ends afterwards. The caller waits for it.
public final class NamespaceThread {
  private static final LibCall UNSHARE = LibCall.returningInt("unshare");
  private static final LibCall SETNS = LibCall.returningInt("setns");
  private static final int CLONE_FS = 0x200;

  private NamespaceThread() {}

  /// Calls it in fresh namespaces. With a mount namespace the thread also has a working directory
  /// of its own; its mounts still propagate until they are made private.
  public static <T> T inNew(Set<Namespace> kinds, Supplier<T> action) {
    return call(() -> unshare(Namespace.flags(kinds)), action);
  }

  /// Calls it in the namespaces of a process.
  public static <T> T inThoseOf(Pidfd process, Set<Namespace> kinds, Supplier<T> action) {
    return call(() -> enter(process.fd(), Namespace.flags(kinds)), action);
  }

  /// Calls it in a namespace that is held open, such as `/proc/PID/ns/net`.
  public static <T> T in(Fd namespace, Namespace kind, Supplier<T> action) {
    return call(() -> enter(namespace, kind.flag()), action);
  }

  /// As [#inNew], without a result.
  public static void runInNew(Set<Namespace> kinds, Runnable action) {
    inNew(kinds, asSupplier(action));
  }

  public static void runIn(Fd namespace, Namespace kind, Runnable action) {
    in(namespace, kind, asSupplier(action));
  }

  private static void enter(Fd namespace, int flags) {
    if ((flags & Namespace.MOUNT.flag()) != 0) {
      unshare(CLONE_FS);
    }
    try (var scratch = Scratch.take()) {
      SETNS.invoke(scratch, namespace, namespace.number(), flags);
    }
  }

  private static void unshare(int flags) {
    try (var scratch = Scratch.take()) {
      UNSHARE.invoke(scratch, "namespaces", flags);
    }
  }

  private static Supplier<Boolean> asSupplier(Runnable action) {
    return () -> {
      action.run();
      return true;
    };
  }

  /// What the action throws is thrown to the caller.
  private static <T> T call(Runnable preparation, Supplier<T> action) {
    var result = new AtomicReference<@Nullable T>();
    var failure = new AtomicReference<@Nullable Throwable>();
    var thread =
        Thread.ofPlatform()
            .name("namespace")
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .start(() -> {
              preparation.run();
              result.set(action.get());
            });
    join(thread);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError("a supplier threw a checked exception", e);
    }
    T value = result.get();
    if (value == null) {
      throw new NullPointerException("the action has no result");
    }
    return value;
  }

  /// Waits to the end even when interrupted, as what the thread opens must not be lost.
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
