package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.HostOptions;
import java.util.Locale;

/// What is done with a container that has become unhealthy. The API has no field for it, so an
/// annotation says it.
public enum HealthFailureAction {
  NONE,
  KILL,
  RESTART,
  STOP;

  /// The annotation's name.
  public static final String ANNOTATION = "havre.health-on-failure";

  /// @throws HavreException INVALID for an unknown action
  public static HealthFailureAction of(HostOptions host) {
    String text = host.annotations().getOrDefault(ANNOTATION, "none");
    for (HealthFailureAction action : values()) {
      if (action.name().toLowerCase(Locale.ROOT).equals(text)) {
        return action;
      }
    }
    throw HavreException.invalid(
        "invalid on-failure action for health check: \"%s\": must be one of none, kill, restart, stop"
            .formatted(text));
  }
}
