package havre.build.step;

import havre.common.Digest;
import havre.store.snapshots.Layer;
import havre.store.snapshots.Lease;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/// Runs the commands of a build in containers. Whoever wires the daemon gives it.
public interface StepRunner {
  /// A command in an image.
  ///
  /// @param image where it runs; its environment, user and working directory hold
  /// @param environment further variables, `NAME=value`
  /// @param newest no time in the layer is later, in seconds since the epoch
  /// @param shown told the container's id before it starts
  /// @param output takes what the command prints
  /// @param errors takes what it prints to its standard error
  record Command(
      Digest image,
      List<String> arguments,
      List<String> environment,
      List<Mount> mounts,
      StepIsolation isolation,
      Leftovers leftovers,
      long newest,
      Consumer<String> shown,
      OutputStream output,
      OutputStream errors) {}

  /// What a step mounts beside the image.
  sealed interface Mount {
    /// Where, absolute.
    String target();

    /// A folder of the host.
    record Folder(String source, String target, boolean readOnly) implements Mount {}

    /// Files of an image, for reading.
    ///
    /// @param subpath in the image; empty for all
    record OfImage(Digest image, String subpath, String target) implements Mount {}

    /// A file system in memory.
    record Memory(String target, long size) implements Mount {}
  }

  /// Runs it to its end; the container is gone then, unless it is to be left.
  ///
  /// @param lease keeps the layer
  Outcome run(Command command, Lease lease, BuildCancellation cancellation);

  /// How it ended.
  sealed interface Outcome {
    /// @param layer what the command changed
    record Done(Layer layer) implements Outcome {}

    record Failed(int exitCode) implements Outcome {}
  }
}
