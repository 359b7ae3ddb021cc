package havre.engine.lifecycle;

import havre.engine.container.Containers;
import havre.engine.exec.Execs;
import havre.engine.network.ContainerNetworks;
import java.util.concurrent.Executor;

/// The engine: containers, networks and execs over the parts they are made of.
public final class Engine {
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

  /// Takes over what an earlier engine left, and ends what it had begun. To be called once, before
  /// anything else.
  public void recover() {
    new RecoverContainers(verbs).recover();
  }
}
