package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.container.Containers.PruneReport;
import havre.engine.container.Containers.RemoveOptions;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// Removes all containers that do not run.
final class PruneContainers {
  private static final Set<String> KNOWN = Set.of("label", "label!", "until");

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final RemoveContainer remove;

  PruneContainers(EngineParts parts, ContainerRegistry registry, RemoveContainer remove) {
    this.parts = parts;
    this.registry = registry;
    this.remove = remove;
  }

  PruneReport prune(Filters filters) {
    filters.requireKnown(KNOWN);
    Instant until = until(filters, parts.clock());
    var deleted = new ArrayList<String>();
    long reclaimed = 0;
    for (Container container : registry.all()) {
      boolean stopped = container.run() == null && !container.state().running();
      if (!stopped
          || !container.definition().created().isBefore(until)
          || !fits(container.definition().spec().config().labels(), filters)) {
        continue;
      }
      String id = container.id().value();
      try {
        long size = parts.layers().snapshotSize(id);
        remove.remove(id, new RemoveOptions(false, false, false));
        reclaimed += size;
        deleted.add(id);
      } catch (HavreException e) {
        if (e.kind() != ErrorKind.NOT_FOUND && e.kind() != ErrorKind.CONFLICT) {
          throw e;
        }
      }
    }
    parts.events().publish("container", "prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
    return new PruneReport(deleted, reclaimed);
  }

  static boolean fits(Map<String, String> labels, Filters filters) {
    return filters.get("label").stream().allMatch(label -> has(labels, label))
        && filters.get("label!").stream().noneMatch(label -> has(labels, label));
  }

  private static boolean has(Map<String, String> labels, String wanted) {
    int equals = wanted.indexOf('=');
    return equals < 0
        ? labels.containsKey(wanted)
        : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
  }

  static Instant until(Filters filters, Clock clock) {
    if (!filters.has("until")) {
      return Instant.MAX;
    }
    String text = String.join(",", filters.get("until"));
    try {
      if (text.matches("\\d+(\\.\\d+)?")) {
        var seconds = new BigDecimal(text);
        long whole = seconds.longValue();
        var rest = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, rest.movePointRight(9).longValue());
      }
      if (text.matches("(\\d+[hms])+")) {
        return clock
            .instant()
            .minus(Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT)));
      }
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw HavreException.invalid("failed to parse value as time or duration: \"" + text + "\"");
    }
  }
}
