package havre.network;

import havre.linux.LibCall;
import havre.linux.Scratch;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A thread in a network namespace of its own, in which a test does things: a host, a container, a
/// machine outside. The namespace ends with it, and with the sockets opened in it.
final class NamespaceWorker implements AutoCloseable {
  private static final LibCall UNSHARE = LibCall.returningInt("unshare");
  private static final LibCall GETTID = LibCall.returningInt("gettid");
  private static final int CLONE_NEWNET = 0x40000000;

  private final ExecutorService thread;
  private final int threadId;

  private NamespaceWorker(String name) {
    thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    threadId =
        call(() -> {
          try (var scratch = Scratch.take()) {
            UNSHARE.invoke(scratch, "network namespace", CLONE_NEWNET);
            return (int) GETTID.invoke(scratch, "", 0);
          }
        });
  }

  static NamespaceWorker start(String name) {
    return new NamespaceWorker(name);
  }

  /// The kernel takes a thread's id for a process's where it asks for a namespace.
  int threadId() {
    return threadId;
  }

  <T> T call(Callable<T> action) {
    try {
      return thread.submit(action).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void run(CheckedRunnable action) {
    call(() -> {
      action.run();
      return true;
    });
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  /// What a test does in a namespace.
  interface CheckedRunnable {
    void run() throws Exception;
  }
}
