package havre.engine.lifecycle;

import havre.common.Digest;
import havre.engine.container.ContainerStatus;
import havre.engine.container.Containers;
import havre.engine.exec.Execs;
import havre.engine.system.EngineInfo.Counts;
import havre.images.ImageUses.Use;
import java.util.List;
import java.util.concurrent.Executor;

/// The engine: containers and execs over the parts they are made of.
public final class Engine {
  private final Verbs verbs;
  private final Containers containers;

  private Engine(Verbs verbs) {
    this.verbs = verbs;
    this.containers = new LocalContainers(verbs);
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

  public Execs execs() {
    return verbs.execs();
  }

  /// Takes over what an earlier engine left, and ends what it had begun. To be called once, before
  /// anything else.
  public void recover() {
    new RecoverContainers(verbs).recover();
  }

  /// The containers of an image.
  public List<Use> usesOf(Digest imageId) {
    String id = imageId.toString();
    return verbs.registry().all().stream()
        .filter(container -> container.definition().imageId().equals(id))
        .map(container ->
            new Use(
                container.id().value(),
                container.definition().spec().config().image(),
                container.state().running()))
        .toList();
  }

  /// How many containers there are.
  ///
  /// @param images how many images there are
  public Counts counts(int images) {
    int running = 0;
    int paused = 0;
    int stopped = 0;
    for (Container container : verbs.registry().all()) {
      ContainerStatus status = container.state().status();
      if (status == ContainerStatus.PAUSED) {
        paused++;
      } else if (container.state().running()) {
        running++;
      } else {
        stopped++;
      }
    }
    return new Counts(running + paused + stopped, running, paused, stopped, images);
  }
}
