package havre.engine.event;

import havre.engine.Filters;
import java.util.Set;
import java.util.function.Predicate;

/// Which events a listener wants: one value of each filter must fit.
final class EventFilter implements Predicate<Event> {
  private static final Set<String> KNOWN =
      Set.of(
          "config",
          "container",
          "daemon",
          "event",
          "image",
          "label",
          "network",
          "node",
          "plugin",
          "scope",
          "secret",
          "service",
          "type",
          "volume");

  private final Filters filters;

  private EventFilter(Filters filters) {
    this.filters = filters;
  }

  static EventFilter of(Filters filters) {
    filters.requireKnown(KNOWN);
    return new EventFilter(filters);
  }

  @Override
  public boolean test(Event event) {
    return filters.values().entrySet().stream()
        .allMatch(
            filter -> filter.getValue().stream().anyMatch(v -> fits(filter.getKey(), v, event)));
  }

  private static boolean fits(String filter, String value, Event event) {
    return switch (filter) {
      case "event" -> event.action().equals(value) || event.action().startsWith(value + ":");
      case "type" -> event.type().equals(value);
      case "scope" -> value.equals("local");
      case "label" -> fitsLabel(value, event);
      case "image" -> fitsImage(value, event);
      default -> event.type().equals(filter) && isActor(value, event);
    };
  }

  private static boolean isActor(String value, Event event) {
    return event.actorId().startsWith(value)
        || value.equals(event.attributes().get("name"))
        || value.equals("/" + event.attributes().get("name"));
  }

  private static boolean fitsLabel(String value, Event event) {
    int equals = value.indexOf('=');
    if (equals < 0) {
      return event.attributes().containsKey(value);
    }
    return value.substring(equals + 1).equals(event.attributes().get(value.substring(0, equals)));
  }

  private static boolean fitsImage(String value, Event event) {
    String name =
        event.attributes().getOrDefault(event.type().equals("image") ? "name" : "image", "");
    return (event.type().equals("image") && event.actorId().equals(value))
        || name.equals(value)
        || name.startsWith(value + ":");
  }
}
