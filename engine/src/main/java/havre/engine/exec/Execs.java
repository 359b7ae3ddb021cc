package havre.engine.exec;

import havre.engine.container.StreamSession;
import java.util.List;

/// Further processes in running containers. The rules for callers are those of {@link
/// havre.engine.container.Containers}.
public interface Execs {

  /// @return the exec's id
  String create(String containerRef, ExecSpec spec);

  /// Checks that it may be started and ties the client to its streams; the process starts with
  /// {@link StreamSession#copy}, which throws when it cannot be.
  ///
  /// @param tty what the client believes; must be what the exec was created with
  /// @param consoleSize rows and columns, or empty
  StreamSession start(String execId, boolean tty, List<Integer> consoleSize);

  /// Starts it and returns.
  void startDetached(String execId, boolean tty, List<Integer> consoleSize);

  void resize(String execId, int rows, int columns);

  ExecView inspect(String execId);
}
