package havre.api.containers;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an absent value of a request stands for.
final class Values {
  private Values() {}

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static boolean yes(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  static long number(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  static <T> List<T> list(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }

  static <K, V extends @Nullable Object> Map<K, V> map(@Nullable Map<K, V> values) {
    return values == null ? Map.of() : values;
  }

  static <T> @Nullable List<T> emptyAsNull(@Nullable List<T> values) {
    return values == null || values.isEmpty() ? null : values;
  }
}
