package havre.api.containers;

import static havre.api.containers.Values.emptyAsNull;

import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.engine.container.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the engine's host options as `HostConfig` for `inspect`.
final class HostConfigWriter {
  private HostConfigWriter() {}

  static HostConfigDto of(HostOptions host) {
    HostOptions.Storage storage = host.storage();
    HostOptions.Networking network = host.networking();
    HostOptions.Privileges privileges = host.privileges();
    HostOptions.Namespaces namespaces = host.namespaces();
    Resources limits = host.resources();
    Resources.BlockLimits block = limits.blockLimits();
    return new HostConfigDto(
        emptyAsNull(storage.binds()),
        host.containerIdFile(),
        new HostConfigDto.LogConfigDto(host.logConfig().type(), host.logConfig().options()),
        network.mode(),
        portBindings(network),
        new HostConfigDto.RestartPolicyDto(
            host.restartPolicy().name(), host.restartPolicy().maximumRetryCount()),
        host.autoRemove(),
        storage.volumeDriver(),
        emptyAsNull(storage.volumesFrom()),
        storage.mounts().stream().map(HostConfigWriter::mount).toList(),
        host.consoleSize().isEmpty() ? List.of(0, 0) : host.consoleSize(),
        host.annotations(),
        emptyAsNull(privileges.capAdd()),
        emptyAsNull(privileges.capDrop()),
        namespaces.cgroupnsMode(),
        network.dns(),
        network.dnsOptions(),
        network.dnsSearch(),
        emptyAsNull(network.extraHosts()),
        emptyAsNull(privileges.groupAdd()),
        namespaces.ipcMode(),
        "",
        emptyAsNull(network.links()),
        host.oomScoreAdj(),
        namespaces.pidMode(),
        privileges.privileged(),
        network.publishAllPorts(),
        storage.readonlyRootfs(),
        privileges.securityOpt(),
        null,
        storage.tmpfs(),
        namespaces.utsMode(),
        namespaces.usernsMode(),
        host.shmSize(),
        host.sysctls(),
        host.runtime(),
        namespaces.isolation(),
        limits.cpuShares(),
        limits.memory(),
        limits.nanoCpus(),
        limits.cgroupParent(),
        limits.blkioWeight(),
        block.weights().stream()
            .map(w -> new HostConfigDto.WeightDto(w.path(), (int) w.value()))
            .toList(),
        rates(block.readBytes()),
        rates(block.writeBytes()),
        rates(block.reads()),
        rates(block.writes()),
        limits.cpuPeriod(),
        limits.cpuQuota(),
        limits.realtimePeriod(),
        limits.realtimeRuntime(),
        limits.cpusetCpus(),
        limits.cpusetMems(),
        limits.devices().stream().map(HostConfigWriter::device).toList(),
        emptyAsNull(limits.deviceCgroupRules()),
        emptyAsNull(limits.deviceRequests().stream().map(HostConfigWriter::request).toList()),
        null,
        null,
        limits.memoryReservation(),
        limits.memorySwap(),
        limits.memorySwappiness(),
        limits.oomKillDisable(),
        host.init(),
        limits.pidsLimit(),
        limits.ulimits().stream()
            .map(u -> new HostConfigDto.UlimitDto(u.name(), u.hard(), u.soft()))
            .toList(),
        limits.discarded().cpuCount(),
        0L,
        0L,
        0L,
        privileges.maskedPaths(),
        privileges.readonlyPaths());
  }

  private static Map<String, @Nullable List<HostConfigDto.PortBindingDto>> portBindings(
      HostOptions.Networking network) {
    var bindings = new LinkedHashMap<String, @Nullable List<HostConfigDto.PortBindingDto>>();
    network
        .portBindings()
        .forEach((port, hosts) ->
            bindings.put(
                port.toString(),
                hosts.stream()
                    .map(h -> new HostConfigDto.PortBindingDto(h.hostIp(), h.hostPort()))
                    .toList()));
    return bindings;
  }

  private static List<HostConfigDto.RateDto> rates(List<Resources.DeviceLimit> limits) {
    return limits.stream()
        .map(limit -> new HostConfigDto.RateDto(limit.path(), limit.value()))
        .toList();
  }

  private static HostConfigDto.DeviceRequestDto request(Resources.DeviceRequest request) {
    return new HostConfigDto.DeviceRequestDto(
        request.driver(),
        request.count(),
        request.deviceIds(),
        request.capabilities(),
        request.options());
  }

  private static HostConfigDto.DeviceDto device(Resources.DeviceMapping device) {
    return new HostConfigDto.DeviceDto(
        device.pathOnHost(), device.pathInContainer(), device.permissions());
  }

  private static HostConfigDto.MountDto mount(MountRequest mount) {
    var bind = mount.bind();
    var volume = mount.volume();
    var tmpfs = mount.tmpfs();
    return new HostConfigDto.MountDto(
        mount.type(),
        textOrNull(mount.source()),
        mount.target(),
        trueOrNull(mount.readOnly()),
        textOrNull(mount.consistency()),
        bind == null
            ? null
            : new HostConfigDto.BindOptionsDto(
                textOrNull(bind.propagation()),
                trueOrNull(bind.nonRecursive()),
                trueOrNull(bind.createMountpoint()),
                trueOrNull(bind.readOnlyNonRecursive()),
                trueOrNull(bind.readOnlyForceRecursive())),
        volume == null ? null : volumeOptions(volume),
        tmpfs == null
            ? null
            : new HostConfigDto.TmpfsOptionsDto(
                tmpfs.sizeBytes() == 0 ? null : tmpfs.sizeBytes(),
                tmpfs.mode() == 0 ? null : tmpfs.mode(),
                tmpfs.options().isEmpty() ? null : tmpfs.options()),
        mount.image() == null
            ? null
            : new HostConfigDto.ImageOptionsDto(textOrNull(mount.image().subpath())),
        null);
  }

  private static HostConfigDto.VolumeOptionsDto volumeOptions(MountRequest.VolumeOptions volume) {
    boolean driver = !volume.driver().isEmpty() || !volume.driverOptions().isEmpty();
    return new HostConfigDto.VolumeOptionsDto(
        trueOrNull(volume.noCopy()),
        volume.labels().isEmpty() ? null : volume.labels(),
        driver
            ? new HostConfigDto.DriverConfigDto(
                textOrNull(volume.driver()),
                volume.driverOptions().isEmpty() ? null : volume.driverOptions())
            : null,
        textOrNull(volume.subpath()));
  }

  private static @Nullable String textOrNull(String value) {
    return value.isEmpty() ? null : value;
  }

  private static @Nullable Boolean trueOrNull(boolean value) {
    return value ? Boolean.TRUE : null;
  }
}
