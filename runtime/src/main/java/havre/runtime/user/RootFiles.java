package havre.runtime.user;

import org.jspecify.annotations.Nullable;

/// Plain files of a container's root file system.
@FunctionalInterface
public interface RootFiles {

  /// Reads a file whole; links are followed inside the root only.
  ///
  /// @return null when there is no such file, or it is not a plain file
  /// @throws havre.common.HavreException INVALID when it is larger than the limit
  byte @Nullable [] read(String path, int limit);
}
