package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.container.ContainerPort;
import havre.engine.container.ContainerStatus;
import havre.engine.container.ContainerView;
import havre.images.Image;
import havre.images.Images;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// The filters of a list, checked, with Docker's texts.
final class ContainerFilter implements Predicate<ContainerView> {
  private static final Set<String> KNOWN =
      Set.of(
          "ancestor",
          "before",
          "exited",
          "expose",
          "health",
          "id",
          "is-task",
          "isolation",
          "label",
          "name",
          "network",
          "publish",
          "since",
          "status",
          "volume");
  private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");

  private final Predicate<ContainerView> all;

  private ContainerFilter(Predicate<ContainerView> all) {
    this.all = all;
  }

  static ContainerFilter of(Filters filters, ContainerRegistry registry, Images images) {
    filters.requireKnown(KNOWN);
    Predicate<ContainerView> all = view -> true;
    for (Map.Entry<String, Set<String>> filter : filters.values().entrySet()) {
      all = all.and(of(filter.getKey(), filter.getValue(), registry, images));
    }
    return new ContainerFilter(all);
  }

  @Override
  public boolean test(ContainerView view) {
    return all.test(view);
  }

  private static Predicate<ContainerView> of(
      String name, Set<String> values, ContainerRegistry registry, Images images) {
    return switch (name) {
      case "label" -> labels(values);
      case "before" -> time(values, registry, (created, limit) -> created.isBefore(limit));
      case "since" -> time(values, registry, (created, limit) -> created.isAfter(limit));
      case "is-task" -> task(values);
      default -> any(values.stream().map(value -> one(name, value, images)).toList());
    };
  }

  private static Predicate<ContainerView> any(Iterable<Predicate<ContainerView>> choices) {
    return view -> {
      for (Predicate<ContainerView> choice : choices) {
        if (choice.test(view)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<ContainerView> one(String name, String value, Images images) {
    return switch (name) {
      case "ancestor" -> ancestor(value, images);
      case "exited" -> exited(value);
      case "expose" -> expose(value);
      case "publish" -> publish(value);
      case "health" -> health(value);
      case "id" -> {
        Predicate<String> pattern = pattern(value);
        yield view -> view.id().value().startsWith(value) || pattern.test(view.id().value());
      }
      case "name" -> {
        Predicate<String> pattern = pattern(value);
        yield view -> pattern.test(view.name()) || pattern.test("/" + view.name());
      }
      case "network" ->
          view ->
              view.network().endpoints().entrySet().stream()
                  .anyMatch(e ->
                      e.getKey().equals(value)
                          || (!e.getValue().networkId().isEmpty()
                              && e.getValue().networkId().startsWith(value)));
      case "status" -> status(value);
      case "volume" ->
          view ->
              view.mounts().stream()
                  .anyMatch(m ->
                      m.name().equals(value)
                          || m.source().equals(value)
                          || m.destination().equals(value));
      default -> view -> true;
    };
  }

  private static Predicate<String> pattern(String text) {
    try {
      return Pattern.compile(text).asPredicate();
    } catch (PatternSyntaxException e) {
      return text::equals;
    }
  }

  private static Predicate<ContainerView> labels(Set<String> wanted) {
    return view -> {
      Map<String, String> labels = view.spec().config().labels();
      return wanted.stream().allMatch(label -> hasLabel(labels, label));
    };
  }

  private static boolean hasLabel(Map<String, String> labels, String wanted) {
    int equals = wanted.indexOf('=');
    return equals < 0
        ? labels.containsKey(wanted)
        : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
  }

  @FunctionalInterface
  private interface Order {
    boolean test(Instant created, Instant limit);
  }

  private static Predicate<ContainerView> time(
      Set<String> refs, ContainerRegistry registry, Order order) {
    var limits = refs.stream().map(ref -> registry.resolve(ref).definition().created()).toList();
    return view -> limits.stream().allMatch(limit -> order.test(view.created(), limit));
  }

  private static Predicate<ContainerView> task(Set<String> values) {
    for (String value : values) {
      if (!value.equals("true") && !value.equals("false")) {
        throw HavreException.invalid("invalid filter 'is-task=[" + value + "]'");
      }
    }
    return view -> values.contains("false");
  }

  private static Predicate<ContainerView> ancestor(String value, Images images) {
    String id = images.find(value).map(Image::id).map(Object::toString).orElse("");
    return view ->
        !id.isEmpty() && isMadeOf(view.imageId(), id, images)
            || view.spec().config().image().equals(value);
  }

  /// Whether an image is the other or was built of it.
  private static boolean isMadeOf(String imageId, String ancestor, Images images) {
    @Nullable String id = imageId;
    while (id != null && !id.equals(ancestor)) {
      id = images.find(id).map(Image::parent).map(Object::toString).orElse(null);
    }
    return id != null;
  }

  private static Predicate<ContainerView> exited(String value) {
    int code;
    try {
      code = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw HavreException.invalid(
          "invalid filter 'exited=%s': strconv.Atoi: parsing \"%s\": invalid syntax"
              .formatted(value, value));
    }
    return view ->
        view.state().exitCode() == code
            && !view.state().running()
            && view.state().startedAt() != null;
  }

  private static Predicate<ContainerView> status(String value) {
    boolean known =
        Arrays.stream(ContainerStatus.values()).anyMatch(status -> status.text().equals(value));
    if (!known) {
      throw HavreException.invalid("invalid filter 'status=" + value + "'");
    }
    return view -> view.state().status().text().equals(value.toLowerCase(Locale.ROOT));
  }

  private static Predicate<ContainerView> health(String value) {
    if (!HEALTH.contains(value)) {
      throw HavreException.invalid("unrecognized filter value for health: " + value);
    }
    return view -> value.equals(view.health() == null ? "none" : view.health().status().text());
  }

  /// Ports, `80`, `80/tcp` or `8000-8080/udp`.
  private record PortRange(int first, int last, String protocol) {
    static PortRange parse(String filter, String value) {
      int slash = value.indexOf('/');
      String ports = slash < 0 ? value : value.substring(0, slash);
      int dash = ports.indexOf('-');
      try {
        int first = Integer.parseUnsignedInt(dash < 0 ? ports : ports.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseUnsignedInt(ports.substring(dash + 1));
        return new PortRange(first, last, slash < 0 ? "tcp" : value.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw new HavreException(
            ErrorKind.INTERNAL,
            "error while looking up for %s %s: strconv.ParseUint: parsing \"%s\": invalid syntax"
                .formatted(filter, value, ports));
      }
    }

    boolean contains(ContainerPort port) {
      return port.protocol().equals(protocol) && port.number() >= first && port.number() <= last;
    }
  }

  private static Predicate<ContainerView> expose(String value) {
    PortRange range = PortRange.parse("expose", value);
    return view -> view.spec().config().exposedPorts().stream().anyMatch(range::contains);
  }

  private static Predicate<ContainerView> publish(String value) {
    PortRange range = PortRange.parse("publish", value);
    return view ->
        view.network().ports().entrySet().stream()
            .anyMatch(entry ->
                entry.getValue().stream()
                    .filter(host -> !host.hostPort().isEmpty())
                    .map(host ->
                        new ContainerPort(
                            Integer.parseInt(host.hostPort()), entry.getKey().protocol()))
                    .anyMatch(range::contains));
  }
}
