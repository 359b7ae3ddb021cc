package havre.engine.lifecycle;

import havre.common.ContainerId;
import java.nio.file.Path;

/// Where output rests between its pipe and its log.
final class Journals {
  private Journals() {}

  static Path of(Path execRoot, ContainerId id) {
    return execRoot.resolve("journals").resolve(id.value());
  }
}
