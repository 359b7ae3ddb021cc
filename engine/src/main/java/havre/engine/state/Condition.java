package havre.engine.state;

import havre.engine.container.ContainerState;
import havre.network.Endpoint;
import havre.network.PublishedPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a container is, and what the engine was about to do with it.
///
/// @param restartCount starts by the restart policy since the last one by a client
/// @param stoppedByHand whether a client ended it, so that its policy leaves it alone
/// @param endpoint its place on a network, while it runs
public record Condition(
    ContainerState state,
    Intent intent,
    int restartCount,
    boolean stoppedByHand,
    @Nullable Endpoint endpoint,
    List<PublishedPort> ports) {
  public static final Condition CREATED =
      new Condition(ContainerState.CREATED, Intent.NONE, 0, false, null, List.of());

  /// What was begun and not yet ended; an engine that finds one at its start ends it.
  public enum Intent {
    NONE,
    START,
    REMOVE
  }

  public Condition {
    ports = List.copyOf(ports);
  }

  public Condition withState(ContainerState value) {
    return new Condition(value, intent, restartCount, stoppedByHand, endpoint, ports);
  }

  public Condition withIntent(Intent value) {
    return new Condition(state, value, restartCount, stoppedByHand, endpoint, ports);
  }

  public Condition withRestartCount(int value) {
    return new Condition(state, intent, value, stoppedByHand, endpoint, ports);
  }

  public Condition withStoppedByHand(boolean value) {
    return new Condition(state, intent, restartCount, value, endpoint, ports);
  }

  public Condition withNetwork(@Nullable Endpoint newEndpoint, List<PublishedPort> newPorts) {
    return new Condition(state, intent, restartCount, stoppedByHand, newEndpoint, newPorts);
  }
}
