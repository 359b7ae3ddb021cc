package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.container.Containers;
import havre.engine.exec.Execs;
import havre.engine.network.ContainerNetworks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executor;

/// The engine: containers, networks and execs over the parts they are made of.
public final class Engine {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  private final Verbs verbs;
  private final Containers containers;
  private final ContainerNetworks networks;

  private Engine(Verbs verbs) {
    this.verbs = verbs;
    this.containers = new LocalContainers(verbs);
    this.networks = new LocalNetworks(verbs);
  }

  /// Puts an engine together; it knows no container before {@link #recover}.
  ///
  /// @param threads runs what the engine does of its own accord
  public static Engine of(EngineParts parts, Executor threads) {
    return new Engine(Verbs.of(parts, threads));
  }

  public Containers containers() {
    return containers;
  }

  public ContainerNetworks networks() {
    return networks;
  }

  public Execs execs() {
    return verbs.execs();
  }

  /// Ends all containers, side by side, as they are not to outlive the engine.
  ///
  /// @param longest how long each is given before it is killed
  public void stopContainers(Duration longest) {
    verbs.exit().endWithEngine();
    var threads = new ArrayList<Thread>();
    for (Container container : verbs.registry().all()) {
      threads.add(Thread.ofVirtual().start(() -> stop(container, longest)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Container container, Duration longest) {
    try {
      verbs.stop().stopWithEngine(container, longest);
    } catch (HavreException e) {
      LOG.log(WARNING, "stop container=" + container.id() + ": " + e.getMessage());
    }
  }

  /// Takes over what an earlier engine left, and ends what it had begun. To be called once, before
  /// anything else.
  public void recover() {
    new RecoverContainers(verbs).recover();
  }
}
