package havre.engine.container;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Unmodifiable copies that keep the order; an absent collection becomes an empty one.
final class Copies {
  private Copies() {}

  static <T> List<T> list(@Nullable List<T> source) {
    return source == null ? List.of() : List.copyOf(source);
  }

  static <T> @Nullable List<T> listOrNull(@Nullable List<T> source) {
    return source == null ? null : List.copyOf(source);
  }

  static <T> SequencedSet<T> set(@Nullable Collection<T> source) {
    return Collections.unmodifiableSequencedSet(
        source == null ? new LinkedHashSet<>() : new LinkedHashSet<>(source));
  }

  static <K, V extends @Nullable Object> Map<K, V> map(@Nullable Map<K, V> source) {
    return Collections.unmodifiableMap(
        source == null ? new LinkedHashMap<>() : new LinkedHashMap<>(source));
  }
}
