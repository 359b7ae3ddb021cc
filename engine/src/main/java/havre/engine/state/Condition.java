package havre.engine.state;

import havre.engine.container.ContainerState;
import havre.network.Endpoint;
import havre.network.PublishedPort;
import java.util.List;

/// How a container is, and what the engine was about to do with it.
///
/// @param restartCount starts by the restart policy since the last one by a client
/// @param stoppedByHand whether a client ended it, so that its policy leaves it alone
/// @param endpoints its places on networks, while it runs, in the order of its interfaces
public record Condition(
    ContainerState state,
    Intent intent,
    int restartCount,
    boolean stoppedByHand,
    List<Endpoint> endpoints,
    List<PublishedPort> ports) {
  public static final Condition CREATED =
      new Condition(ContainerState.CREATED, Intent.NONE, 0, false, List.of(), List.of());

  /// What was begun and not yet ended; an engine that finds one at its start ends it.
  public enum Intent {
    NONE,
    START,
    REMOVE
  }

  public Condition {
    endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
    ports = List.copyOf(ports);
  }

  public Condition withState(ContainerState value) {
    return new Condition(value, intent, restartCount, stoppedByHand, endpoints, ports);
  }

  public Condition withIntent(Intent value) {
    return new Condition(state, value, restartCount, stoppedByHand, endpoints, ports);
  }

  public Condition withRestartCount(int value) {
    return new Condition(state, intent, value, stoppedByHand, endpoints, ports);
  }

  public Condition withStoppedByHand(boolean value) {
    return new Condition(state, intent, restartCount, value, endpoints, ports);
  }

  public Condition withNetwork(List<Endpoint> newEndpoints, List<PublishedPort> newPorts) {
    return new Condition(state, intent, restartCount, stoppedByHand, newEndpoints, newPorts);
  }
}
