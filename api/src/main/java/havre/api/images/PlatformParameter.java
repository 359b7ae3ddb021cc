package havre.api.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import havre.api.Call;
import havre.api.Json;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The query's `platform` where it is a JSON object, as in all that came after API 1.47.
final class PlatformParameter {
  private PlatformParameter() {}

  /// @param since the minor version of the API that brought the parameter; before it is no such
  static @Nullable Platform of(Call call, int since) {
    return of(call, since, "platform", "multiple platform parameters not supported");
  }

  /// As above, by another name.
  ///
  /// @param refusal what is said to several
  static @Nullable Platform of(Call call, int since, String name, String refusal) {
    List<String> values = call.query().all(name);
    if (!call.version().atLeast(since) || values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw HavreException.invalid(refusal);
    }
    return values.getFirst().isEmpty() ? null : parse(values.getFirst());
  }

  private static Platform parse(String text) {
    Platform platform;
    try {
      platform = Json.mapper().readValue(text, Platform.class);
    } catch (JsonProcessingException e) {
      throw new HavreException(ErrorKind.INVALID, "failed to parse platform: " + text, e);
    }
    boolean more =
        notEmpty(platform.variant())
            || notEmpty(platform.osVersion())
            || (platform.osFeatures() != null && !platform.osFeatures().isEmpty());
    if (platform.os().isEmpty() && platform.architecture().isEmpty() && more) {
      throw HavreException.invalid(
          "optional platform fields provided, but OS and Architecture are missing");
    }
    if (platform.os().isEmpty() || platform.architecture().isEmpty()) {
      throw HavreException.invalid("both OS and Architecture must be provided");
    }
    return platform;
  }

  private static boolean notEmpty(@Nullable String text) {
    return text != null && !text.isEmpty();
  }
}
