package havre.engine.lifecycle;

import havre.common.ContainerId;
import havre.engine.container.ContainerConfig;
import havre.engine.container.HostOptions;
import havre.engine.container.HostOptions.Namespaces;
import havre.engine.container.HostOptions.Privileges;
import havre.engine.launch.Confinement;
import havre.engine.launch.LaunchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes the engine's defaults out, so that `inspect` shows what holds.
final class SpecDefaults {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

  private final Confinement confinement;
  private final ContainerLogs logs;
  private final LaunchSettings settings;

  SpecDefaults(Confinement confinement, ContainerLogs logs, LaunchSettings settings) {
    this.confinement = confinement;
    this.logs = logs;
    this.settings = settings;
  }

  HostOptions complete(HostOptions asked) {
    HostOptions.Networking networking = asked.networking();
    Namespaces namespaces = asked.namespaces();
    return new HostOptions(
        asked.storage(),
        networking.mode().equals("default") ? networking.withMode("bridge") : networking,
        asked.resources(),
        privileges(asked.privileges(), namespaces),
        new Namespaces(
            namespaces.ipcMode().isEmpty() ? settings.ipcMode() : namespaces.ipcMode(),
            namespaces.pidMode(),
            namespaces.utsMode(),
            cgroupnsMode(asked),
            namespaces.usernsMode(),
            namespaces.isolation()),
        asked.restartPolicy().none() ? HostOptions.RestartPolicy.NO : asked.restartPolicy(),
        logs.resolve(asked.logConfig()),
        asked.autoRemove(),
        asked.init(),
        asked.shmSize() == 0 ? settings.shmSize() : asked.shmSize(),
        asked.sysctls(),
        asked.oomScoreAdj(),
        asked.annotations(),
        asked.runtime().isEmpty() ? "runc" : asked.runtime(),
        asked.containerIdFile(),
        asked.consoleSize());
  }

  private String cgroupnsMode(HostOptions asked) {
    String mode = asked.namespaces().cgroupnsMode();
    if (!mode.isEmpty()) {
      return mode;
    }
    if (!settings.cgroupNamespace().isEmpty()) {
      return asked.privileges().privileged() ? "host" : settings.cgroupNamespace();
    }
    return settings.unifiedCgroups() && !asked.privileges().privileged() ? "private" : "host";
  }

  private Privileges privileges(Privileges asked, Namespaces namespaces) {
    boolean shares =
        asked.privileged()
            || namespaces.ipcMode().equals("host")
            || namespaces.pidMode().equals("host");
    List<String> securityOpt = asked.securityOpt();
    if (securityOpt == null && shares) {
      securityOpt = List.of("label=disable");
    }
    List<String> masked = asked.maskedPaths();
    List<String> readonly = asked.readonlyPaths();
    if (!asked.privileged()) {
      masked = masked == null ? confinement.maskedPaths() : masked;
      readonly = readonly == null ? confinement.readonlyPaths() : readonly;
    }
    return new Privileges(
        asked.privileged(),
        asked.capAdd(),
        asked.capDrop(),
        securityOpt,
        asked.groupAdd(),
        masked,
        readonly);
  }

  /// The name the container gets when it asks for none.
  static ContainerConfig withHostname(ContainerConfig config, HostOptions host, ContainerId id) {
    if (!config.hostname().isEmpty()) {
      return config;
    }
    boolean hosts = host.networking().mode().equals("host");
    return config.withHostname(hosts ? hostname() : id.shortForm());
  }

  private static String hostname() {
    try {
      return Files.readString(HOSTNAME).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
