package havre.volumes;

import havre.linux.Fd;
import java.nio.file.Path;

/// A volume made ready for a container that starts.
public sealed interface VolumeMount extends AutoCloseable {

  /// A directory that the host sees.
  record Directory(Path path) implements VolumeMount {
    @Override
    public void close() {}
  }

  /// A mount that is attached nowhere yet; it is gone with its descriptor unless it was attached.
  record Tree(Fd tree, Path source) implements VolumeMount {
    @Override
    public void close() {
      tree.close();
    }
  }

  @Override
  void close();
}
