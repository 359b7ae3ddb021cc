package havre.engine.lifecycle;

import havre.engine.exec.ExecSpec;
import havre.engine.exec.ExecView;
import havre.runtime.RunningExec;
import havre.runtime.streams.ContainerStreams;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One exec: created, claimed by the client that starts it, running, ended. Its fields change by
/// the thread that claimed it and the one that hears of its end; readers take what they see.
final class Exec {
  private final String id;
  private final Container container;
  private final ExecSpec spec;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private volatile @Nullable Running running;
  private volatile @Nullable Integer exitCode;
  private volatile @Nullable Instant ended;
  private volatile int pid;
  private final CountDownLatch end = new CountDownLatch(1);

  Exec(String id, Container container, ExecSpec spec) {
    this.id = id;
    this.container = container;
    this.spec = spec;
  }

  /// Its process and streams.
  record Running(RunningExec process, ContainerStreams streams) {}

  String id() {
    return id;
  }

  Container container() {
    return container;
  }

  ExecSpec spec() {
    return spec;
  }

  /// @return whether the caller is the one to start it
  boolean unclaimed() {
    return !claimed.get();
  }

  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void started(Running value) {
    pid = value.process().pid();
    running = value;
  }

  void ended(int code, Instant when) {
    exitCode = code;
    ended = when;
    running = null;
    end.countDown();
  }

  /// Waits until it has ended, so that who asks after its output finds its exit code.
  ///
  /// @return false when the deadline passed first
  boolean awaitEnd(Duration deadline) throws InterruptedException {
    return end.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Nullable Running running() {
    return running;
  }

  /// Whether it has ended, or could not be started.
  boolean done() {
    return exitCode != null;
  }

  boolean doneBefore(Instant limit) {
    Instant when = ended;
    return when != null && when.isBefore(limit);
  }

  ExecView view() {
    boolean running = claimed.get() && !done();
    return new ExecView(id, container.id().value(), spec, user(), running, exitCode, pid);
  }

  private String user() {
    return spec.user().isEmpty() ? container.definition().spec().config().user() : spec.user();
  }
}
