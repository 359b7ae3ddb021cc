package havre.engine.lifecycle;

import havre.engine.container.Containers.WaitCondition;
import havre.engine.container.Containers.WaitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// Those who wait for a container's end or removal.
final class Waiters {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<CompletableFuture<WaitResult>> forExit = new ArrayList<>();
  private final List<CompletableFuture<WaitResult>> forRemoval = new ArrayList<>();

  CompletableFuture<WaitResult> add(WaitCondition condition) {
    var waiter = new CompletableFuture<WaitResult>();
    List<CompletableFuture<WaitResult>> list =
        condition == WaitCondition.REMOVED ? forRemoval : forExit;
    lock.lock();
    try {
      list.add(waiter);
    } finally {
      lock.unlock();
    }
    waiter.whenComplete((result, failure) -> forget(list, waiter));
    return waiter;
  }

  private void forget(
      List<CompletableFuture<WaitResult>> list, CompletableFuture<WaitResult> waiter) {
    lock.lock();
    try {
      list.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  /// @param error why it could not be started, or empty
  void exited(int exitCode, String error) {
    complete(forExit, new WaitResult(exitCode, error));
  }

  void removed(int exitCode, String error) {
    complete(forExit, new WaitResult(exitCode, error));
    complete(forRemoval, new WaitResult(exitCode, error));
  }

  private void complete(List<CompletableFuture<WaitResult>> list, WaitResult result) {
    List<CompletableFuture<WaitResult>> now;
    lock.lock();
    try {
      now = List.copyOf(list);
      list.clear();
    } finally {
      lock.unlock();
    }
    now.forEach(waiter -> waiter.complete(result));
  }
}
