package havre.api.containers;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refuses options that are set but not supported, so that none is silently lost.
final class Refusals {
  private Refusals() {}

  static void refuse(boolean isSet, String option) {
    if (isSet) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, option + " is not supported by this engine");
    }
  }

  static void refuse(@Nullable String value, String option) {
    refuse(value != null && !value.isEmpty(), option);
  }

  static void refuse(@Nullable Collection<?> values, String option) {
    refuse(values != null && !values.isEmpty(), option);
  }

  static void refuse(@Nullable Map<?, ?> values, String option) {
    refuse(values != null && !values.isEmpty(), option);
  }

  static void refuse(@Nullable Long value, String option) {
    refuse(value != null && value != 0, option);
  }
}
