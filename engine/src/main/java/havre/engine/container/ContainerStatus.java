package havre.engine.container;

import java.util.Locale;

/// The states Docker names.
public enum ContainerStatus {
  CREATED,
  RUNNING,
  PAUSED,
  RESTARTING,
  REMOVING,
  EXITED,
  DEAD;

  /// The word of the API, `running`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
