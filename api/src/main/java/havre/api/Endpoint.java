package havre.api;

import java.io.IOException;

/// Serves one method and path of the API.
@FunctionalInterface
public interface Endpoint {
  /// Answers the call. A [havre.common.HavreException] thrown before the answer has begun becomes
  /// `{"message": …}` with the status of its kind; any other exception a 500.
  void serve(Call call) throws IOException, InterruptedException;
}
