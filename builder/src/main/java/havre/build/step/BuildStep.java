package havre.build.step;

import havre.common.Digest;
import java.util.List;

/// A step that changes files, as it is shown to those who watch a build.
///
/// @param digest tells it from the build's other steps
/// @param name `[build 2/4] RUN make`
/// @param inputs the steps whose files it uses
/// @param firstLine of its instruction in the Dockerfile, from 1; 0 where it has none
/// @param lastLine of its instruction
public record BuildStep(
    Digest digest, String name, List<Digest> inputs, int firstLine, int lastLine) {
  public BuildStep {
    inputs = List.copyOf(inputs);
  }
}
