package havre.runtime;

/// A further process in a running container.
public interface RunningExec extends RunningProcess {
  String execId();

  /// Kills it with all processes of its process group; does nothing where it has ended.
  void killGroup();
}
