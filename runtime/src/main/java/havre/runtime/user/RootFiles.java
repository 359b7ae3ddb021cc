package havre.runtime.user;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Plain files of a container's root file system.
@FunctionalInterface
public interface RootFiles {

  /// Opens a file for reading; links are followed inside the root only.
  ///
  /// @return null when there is no such file, or it is not a plain file
  @Nullable InputStream open(String path) throws IOException;
}
