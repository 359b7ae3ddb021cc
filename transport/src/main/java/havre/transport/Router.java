package havre.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds what serves a method and path. Patterns are made of literal segments, `{name}` for one
/// segment and `{name:.*}` for one or more segments (an image's name has slashes). Routes are tried
/// in the order they were added. Filled once at start, then read by all threads.
public final class Router<E> {
  /// What the search found.
  public sealed interface Match<E> {}

  /// A route and the values of its pattern's names.
  public record Found<E>(E endpoint, Map<String, String> parameters) implements Match<E> {}

  /// The path is served, but not with that method.
  public record WrongMethod<E>() implements Match<E> {}

  /// No pattern fits the path.
  public record NotFound<E>() implements Match<E> {}

  private record Route<E>(String method, List<Segment> segments, E endpoint) {}

  private record Segment(Kind kind, String text) {
    private enum Kind {
      LITERAL,
      ONE,
      MANY
    }
  }

  private final List<Route<E>> routes = new ArrayList<>();
  private final Map<String, E> literals = new HashMap<>();

  /// Adds a route; the first one added for a method and pattern wins.
  public Router<E> add(String method, String pattern, E endpoint) {
    var segments = new ArrayList<Segment>();
    for (String part : split(pattern)) {
      segments.add(segment(part));
    }
    routes.add(new Route<>(method, List.copyOf(segments), endpoint));
    if (segments.stream().allMatch(s -> s.kind() == Segment.Kind.LITERAL)) {
      literals.putIfAbsent(method + " " + pattern, endpoint);
    }
    return this;
  }

  /// Finds the route for a decoded path without version prefix.
  public Match<E> find(String method, String path) {
    E literal = literals.get(method + " " + path);
    if (literal != null) {
      return new Found<>(literal, Map.of());
    }
    List<String> parts = split(path);
    boolean pathKnown = false;
    for (Route<E> route : routes) {
      var parameters = new LinkedHashMap<String, String>();
      if (!matches(route.segments(), 0, parts, 0, parameters)) {
        continue;
      }
      if (route.method().equals(method)) {
        return new Found<>(route.endpoint(), parameters);
      }
      pathKnown = true;
    }
    return pathKnown ? new WrongMethod<>() : new NotFound<>();
  }

  private static Segment segment(String part) {
    if (!part.startsWith("{") || !part.endsWith("}")) {
      return new Segment(Segment.Kind.LITERAL, part);
    }
    String name = part.substring(1, part.length() - 1);
    if (name.endsWith(":.*")) {
      return new Segment(Segment.Kind.MANY, name.substring(0, name.length() - 3));
    }
    return new Segment(Segment.Kind.ONE, name);
  }

  private static List<String> split(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  private static boolean matches(
      List<Segment> segments, int s, List<String> parts, int p, Map<String, String> parameters) {
    if (s == segments.size()) {
      return p == parts.size();
    }
    if (p == parts.size()) {
      return false;
    }
    Segment segment = segments.get(s);
    return switch (segment.kind()) {
      case LITERAL ->
          segment.text().equals(parts.get(p)) && matches(segments, s + 1, parts, p + 1, parameters);
      case ONE -> {
        parameters.put(segment.text(), parts.get(p));
        yield !parts.get(p).isEmpty() && matches(segments, s + 1, parts, p + 1, parameters);
      }
      case MANY -> matchesMany(segments, s, parts, p, parameters);
    };
  }

  /// Tries the longest value first, so that `/images/a/json/json` names the image `a/json`.
  private static boolean matchesMany(
      List<Segment> segments, int s, List<String> parts, int p, Map<String, String> parameters) {
    for (int end = parts.size() - (segments.size() - s - 1); end > p; end--) {
      String value = String.join("/", parts.subList(p, end));
      if (!value.isEmpty() && matches(segments, s + 1, parts, end, parameters)) {
        parameters.put(segments.get(s).text(), value);
        return true;
      }
    }
    return false;
  }
}
