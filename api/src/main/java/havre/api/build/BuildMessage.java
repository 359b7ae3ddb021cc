package havre.api.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/// A line of a build's answer.
sealed interface BuildMessage {
  /// Text for the user.
  record Stream(@JsonProperty("stream") String stream) implements BuildMessage {}

  /// The id of the image.
  record Aux(@JsonProperty("aux") Id aux) implements BuildMessage {
    record Id(@JsonProperty("ID") String id) {}
  }

  /// Why there is none.
  record Failure(@JsonProperty("errorDetail") Detail detail, @JsonProperty("error") String error)
      implements BuildMessage {
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Detail(@JsonProperty("code") int code, @JsonProperty("message") String message) {}

    static Failure of(Exception failure, int code) {
      String message = String.valueOf(failure.getMessage());
      return new Failure(new Detail(code, message), message);
    }
  }
}
