package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.ContainerErrors;
import havre.engine.state.ContainerRecords;

/// Gives a container another name.
final class RenameContainer {
  private final ContainerRecords records;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  RenameContainer(ContainerRecords records, ContainerRegistry registry, ContainerEvents events) {
    this.records = records;
    this.registry = registry;
    this.events = events;
  }

  void rename(String ref, String asked) {
    if (ref.isEmpty() || asked.isEmpty()) {
      throw ContainerErrors.renameEmpty();
    }
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      String old = container.name();
      String id = container.id().value();
      if (old.equals(asked.startsWith("/") ? asked.substring(1) : asked)) {
        throw ContainerErrors.sameName();
      }
      String name = reserve(asked, id);
      try {
        container.redefine(records, container.definition().withName(name));
      } catch (HavreException e) {
        registry.freeName(name, id);
        throw e;
      }
      registry.freeName(old, id);
      events.publish(container, "rename", "oldName", "/" + old);
    }
  }

  private String reserve(String asked, String id) {
    try {
      return registry.reserve(asked.startsWith("/") ? asked : "/" + asked, id);
    } catch (HavreException e) {
      throw ContainerErrors.cannotAllocateName(e);
    }
  }
}
