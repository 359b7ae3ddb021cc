package havre.runtime;

/// A further process in a running container.
public interface RunningExec extends RunningProcess {
  String execId();
}
