package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether a container is a whole system, whose first process is an init that starts services. Such
/// a one gets what an init needs: `/run`, `/run/lock` and `/tmp` in memory, its own cgroup to write
/// to, the stop signal by which systemd shuts down, and the word that it is in a container.
///
/// The API has no field for it, so an annotation says it.
public enum SystemMode {
  /// Where the command is an init's.
  AUTO,
  ALWAYS,
  FALSE;

  /// The annotation's name.
  public static final String ANNOTATION = "havre.systemd";

  private static final String STOP_SIGNAL = "SIGRTMIN+3";
  private static final List<String> INITS =
      List.of("/sbin/init", "/usr/sbin/init", "/usr/local/sbin/init");

  /// @throws HavreException INVALID for an unknown mode
  public static SystemMode of(HostOptions host) {
    String text = host.annotations().getOrDefault(ANNOTATION, "auto").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "auto", "true" -> AUTO;
      case "always" -> ALWAYS;
      case "false" -> FALSE;
      default ->
          throw HavreException.invalid(
              "invalid systemd mode: \"%s\": must be one of auto, always, false".formatted(text));
    };
  }

  /// Whether a container is a system, by its annotation and its command.
  public static boolean isSystem(ContainerSpec spec) {
    return switch (of(spec.host())) {
      case ALWAYS -> true;
      case FALSE -> false;
      case AUTO -> isInit(program(spec.config()));
    };
  }

  private static String program(ContainerConfig config) {
    List<String> entrypoint = config.entrypoint();
    if (entrypoint != null && !entrypoint.isEmpty()) {
      return entrypoint.getFirst();
    }
    List<String> cmd = config.cmd();
    return cmd == null || cmd.isEmpty() ? "" : cmd.getFirst();
  }

  private static boolean isInit(String program) {
    return INITS.contains(program) || program.equals("systemd") || program.endsWith("/systemd");
  }

  /// Gives a system that names no stop signal the one it shuts down by.
  public static ContainerSpec complete(ContainerSpec spec) {
    return isSystem(spec) && spec.config().stopSignal().isEmpty()
        ? spec.withConfig(spec.config().withStopSignal(STOP_SIGNAL))
        : spec;
  }

  /// What tells an init that it is in a container, and which.
  public static Map<String, String> environment(String containerId) {
    return Map.of("container", "oci", "container_uuid", containerId.substring(0, 32));
  }
}
