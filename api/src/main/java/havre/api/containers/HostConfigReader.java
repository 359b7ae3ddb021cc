package havre.api.containers;

import static havre.api.containers.Values.list;
import static havre.api.containers.Values.map;
import static havre.api.containers.Values.number;
import static havre.api.containers.Values.text;
import static havre.api.containers.Values.yes;

import havre.api.ApiVersion;
import havre.api.containers.HostConfigDto.MountDto;
import havre.common.HavreException;
import havre.engine.container.ContainerPort;
import havre.engine.container.HostOptions;
import havre.engine.container.HostPort;
import havre.engine.container.MountRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a client's `HostConfig` into the engine's types; what those cannot express is refused.
final class HostConfigReader {
  private HostConfigReader() {}

  static HostOptions options(HostConfigDto dto, ApiVersion version) {
    refuseUnsupported(dto);
    return new HostOptions(
        new HostOptions.Storage(
            list(dto.binds()),
            list(dto.mounts()).stream().map(mount -> mount(mount, version)).toList(),
            map(dto.tmpfs()),
            list(dto.volumesFrom()),
            text(dto.volumeDriver()),
            yes(dto.readonlyRootfs())),
        new HostOptions.Networking(
            text(dto.networkMode()),
            portBindings(dto.portBindings()),
            yes(dto.publishAllPorts()),
            list(dto.dns()),
            list(dto.dnsOptions()),
            list(dto.dnsSearch()),
            list(dto.extraHosts()),
            list(dto.links())),
        ResourcesReader.resources(dto, version),
        new HostOptions.Privileges(
            yes(dto.privileged()),
            list(dto.capAdd()),
            list(dto.capDrop()),
            dto.securityOpt(),
            list(dto.groupAdd()),
            dto.maskedPaths(),
            dto.readonlyPaths()),
        new HostOptions.Namespaces(
            text(dto.ipcMode()).isEmpty() && !version.atLeast(40)
                ? "shareable"
                : text(dto.ipcMode()),
            text(dto.pidMode()),
            text(dto.utsMode()),
            text(dto.cgroupnsMode()).isEmpty() && !version.atLeast(41)
                ? "host"
                : text(dto.cgroupnsMode()),
            text(dto.usernsMode()),
            text(dto.isolation())),
        dto.restartPolicy() == null ? HostOptions.RestartPolicy.NO : restartPolicy(dto),
        logConfig(dto.logConfig()),
        yes(dto.autoRemove()),
        dto.init(),
        number(dto.shmSize()),
        map(dto.sysctls()),
        dto.oomScoreAdj() == null ? 0 : dto.oomScoreAdj(),
        map(dto.annotations()),
        text(dto.runtime()),
        text(dto.containerIdFile()),
        consoleSize(dto.consoleSize()));
  }

  static HostOptions.RestartPolicy restartPolicy(HostConfigDto dto) {
    var policy = dto.restartPolicy();
    return policy == null
        ? HostOptions.RestartPolicy.NO
        : new HostOptions.RestartPolicy(
            text(policy.name()),
            policy.maximumRetryCount() == null ? 0 : policy.maximumRetryCount());
  }

  private static void refuseUnsupported(HostConfigDto dto) {
    for (String option : map(dto.storageOpt()).keySet()) {
      throw HavreException.internal(
          option.equalsIgnoreCase("size")
              ? "--storage-opt is supported only for overlay over xfs with 'pquota' mount option"
              : "Unknown option " + option,
          null);
    }
    Refusals.refuse(dto.cgroup(), "HostConfig.Cgroup");
    String isolation = text(dto.isolation());
    if (!isolation.isEmpty() && !isolation.equalsIgnoreCase("default")) {
      throw HavreException.internal(
          "Invalid isolation: \"%s\" - linux only supports 'default'".formatted(isolation), null);
    }
  }

  private static Map<ContainerPort, List<HostPort>> portBindings(
      @Nullable Map<String, @Nullable List<HostConfigDto.PortBindingDto>> bindings) {
    var ports = new LinkedHashMap<ContainerPort, List<HostPort>>();
    map(bindings)
        .forEach((port, hosts) -> {
          ContainerPort inside = ContainerPort.parse(port);
          var published = new ArrayList<HostPort>();
          list(hosts)
              .forEach(h -> published.add(new HostPort(text(h.hostIp()), text(h.hostPort()))));
          if (!published.isEmpty()) {
            ports.put(inside, published);
          }
        });
    return ports;
  }

  private static HostOptions.LogConfig logConfig(HostConfigDto.@Nullable LogConfigDto config) {
    return config == null
        ? HostOptions.LogConfig.DEFAULT
        : new HostOptions.LogConfig(text(config.type()), map(config.config()));
  }

  /// Rows and columns; clients without a terminal send two zeros.
  static List<Integer> consoleSize(@Nullable List<Integer> size) {
    if (size == null || size.isEmpty() || size.stream().allMatch(n -> n == 0)) {
      return List.of();
    }
    if (size.size() != 2) {
      throw HavreException.invalid("invalid ConsoleSize: want rows and columns");
    }
    return size;
  }

  /// Before 1.44 what is read-only of a bind was its topmost mount alone.
  private static MountRequest.@Nullable BindOptions bindOptions(MountDto dto, ApiVersion version) {
    var bind = dto.bindOptions();
    boolean shallow =
        !version.atLeast(44) && yes(dto.readOnly()) && text(dto.type()).equals("bind");
    if (bind == null) {
      return shallow ? new MountRequest.BindOptions("", false, false, true, false) : null;
    }
    if (!version.atLeast(44) && yes(bind.readOnlyForceRecursive())) {
      throw HavreException.invalid("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
    }
    return new MountRequest.BindOptions(
        text(bind.propagation()),
        yes(bind.nonRecursive()),
        yes(bind.createMountpoint()),
        shallow || (version.atLeast(44) && yes(bind.readOnlyNonRecursive())),
        yes(bind.readOnlyForceRecursive()));
  }

  private static MountRequest mount(MountDto dto, ApiVersion version) {
    Refusals.refuse(dto.clusterOptions() != null, "Mounts.ClusterOptions");
    var volume = dto.volumeOptions();
    var tmpfs = dto.tmpfsOptions();
    return new MountRequest(
        text(dto.type()),
        text(dto.source()),
        text(dto.target()),
        yes(dto.readOnly()),
        text(dto.consistency()),
        bindOptions(dto, version),
        volume == null ? null : volumeOptions(volume),
        tmpfs == null
            ? null
            : new MountRequest.TmpfsOptions(
                number(tmpfs.sizeBytes()),
                tmpfs.mode() == null ? 0 : tmpfs.mode(),
                list(tmpfs.options())),
        dto.imageOptions() == null
            ? null
            : new MountRequest.ImageOptions(text(dto.imageOptions().subpath())));
  }

  private static MountRequest.VolumeOptions volumeOptions(HostConfigDto.VolumeOptionsDto dto) {
    var driver = dto.driverConfig();
    return new MountRequest.VolumeOptions(
        yes(dto.noCopy()),
        map(dto.labels()),
        driver == null ? "" : text(driver.name()),
        driver == null ? Map.of() : map(driver.options()),
        text(dto.subpath()));
  }
}
