package havre.build.step;

import java.nio.file.Path;

/// Where folders of `RUN --mount=type=cache` lie.
@FunctionalInterface
public interface CacheMounts {
  /// The folder of that name, made where it is missing.
  ///
  /// @param mode permission bits of a new one
  Path folder(String id, int mode, int uid, int gid);
}
