package havre.api.build;

import havre.api.Call;
import java.io.IOException;

/// Builds that `POST /build` asks for with `version=2`: BuildKit's, whose client gives its files in
/// a session.
public interface SessionBuilds {
  /// Answers such a call.
  void build(Call call) throws IOException;

  /// Ends the build that was given that id, if it runs.
  void cancel(String id);
}
