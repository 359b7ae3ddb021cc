package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// One message of a progress stream, from which clients draw their bars.
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProgressDto(
    @JsonProperty("stream") @Nullable String stream,
    @JsonProperty("status") @Nullable String status,
    @JsonProperty("progressDetail") @Nullable Detail progressDetail,
    @JsonProperty("progress") @Nullable String progress,
    @JsonProperty("id") @Nullable String id) {

  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Detail(@JsonProperty("current") long current, @JsonProperty("total") long total) {}

  static ProgressDto text(String stream) {
    return new ProgressDto(stream, null, null, null, null);
  }

  static ProgressDto message(String id, String text) {
    return new ProgressDto(null, text, null, null, id);
  }

  static ProgressDto state(@Nullable String id, String status, long current, long total) {
    return new ProgressDto(
        null,
        status,
        id == null ? null : new Detail(current, total),
        ProgressBar.of(current, total),
        id);
  }
}
