package havre.engine.lifecycle;

import havre.engine.event.Events;
import havre.engine.state.Definition;
import havre.network.NetworkInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/// Publishes a container's events with the attributes Docker gives them.
final class ContainerEvents {
  private final Events events;

  ContainerEvents(Events events) {
    this.events = events;
  }

  /// @param pairs further attributes, name and value in turn
  void publish(Container container, String action, String... pairs) {
    publish(container.definition(), action, pairs);
  }

  void publish(Definition definition, String action, String... pairs) {
    var attributes = new LinkedHashMap<String, String>(definition.spec().config().labels());
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.put(pairs[i], pairs[i + 1]);
    }
    attributes.put("image", definition.spec().config().image());
    attributes.put("name", definition.name());
    events.publish("container", action, definition.id().value(), attributes);
  }

  /// @param action `connect` or `disconnect`
  void network(String action, NetworkInfo network, Container container) {
    events.publish(
        "network",
        action,
        network.id(),
        Map.of(
            "container", container.id().value(), "name", network.name(), "type", network.driver()));
  }

  /// @param action `create` or `destroy`
  void network(String action, NetworkInfo network) {
    events.publish(
        "network", action, network.id(), Map.of("name", network.name(), "type", network.driver()));
  }

  /// All unused networks were removed.
  void networksPruned() {
    events.publish("network", "prune", "", Map.of("reclaimed", "0"));
  }
}
