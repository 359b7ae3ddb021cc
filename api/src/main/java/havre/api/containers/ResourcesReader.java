package havre.api.containers;

import static havre.api.containers.Values.list;
import static havre.api.containers.Values.number;
import static havre.api.containers.Values.text;

import havre.api.ApiVersion;
import havre.engine.container.Resources;
import havre.engine.container.Resources.BlockLimits;
import havre.engine.container.Resources.DeviceLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the limits in a client's `HostConfig`, which are also the body of `update`.
final class ResourcesReader {
  private static final int WITH_PIDS_UPDATE = 40;
  private static final int WITHOUT_KERNEL_MEMORY = 42;

  private ResourcesReader() {}

  /// Old clients sent a limit of processes along without meaning to change it.
  static Resources changes(HostConfigDto dto, ApiVersion version) {
    return resources(dto, version, version.atLeast(WITH_PIDS_UPDATE) ? dto.pidsLimit() : null);
  }

  static Resources resources(HostConfigDto dto, ApiVersion version) {
    return resources(dto, version, dto.pidsLimit());
  }

  private static Resources resources(
      HostConfigDto dto, ApiVersion version, @Nullable Long pidsLimit) {
    return new Resources(
        number(dto.memory()),
        number(dto.memorySwap()),
        number(dto.memoryReservation()),
        dto.memorySwappiness(),
        dto.oomKillDisable(),
        number(dto.nanoCpus()),
        number(dto.cpuShares()),
        number(dto.cpuPeriod()),
        number(dto.cpuQuota()),
        text(dto.cpusetCpus()),
        text(dto.cpusetMems()),
        pidsLimit,
        dto.blkioWeight() == null ? 0 : dto.blkioWeight(),
        list(dto.devices()).stream()
            .map(d ->
                new Resources.DeviceMapping(
                    text(d.pathOnHost()), text(d.pathInContainer()), text(d.cgroupPermissions())))
            .toList(),
        list(dto.deviceCgroupRules()),
        list(dto.ulimits()).stream()
            .map(u -> new Resources.Ulimit(text(u.name()), number(u.soft()), number(u.hard())))
            .toList(),
        text(dto.cgroupParent()),
        blockLimits(dto),
        number(dto.cpuRealtimePeriod()),
        number(dto.cpuRealtimeRuntime()),
        deviceRequests(dto.deviceRequests()),
        new Resources.Discarded(
            number(dto.cpuCount()),
            number(dto.cpuPercent()),
            number(dto.ioMaximumIops()),
            number(dto.ioMaximumBandwidth()),
            version.atLeast(WITHOUT_KERNEL_MEMORY) ? 0 : number(dto.kernelMemory())));
  }

  private static BlockLimits blockLimits(HostConfigDto dto) {
    return new BlockLimits(
        list(dto.blkioWeightDevice()).stream()
            .map(w -> new DeviceLimit(text(w.path()), w.weight() == null ? 0 : w.weight()))
            .toList(),
        rates(dto.blkioDeviceReadBps()),
        rates(dto.blkioDeviceWriteBps()),
        rates(dto.blkioDeviceReadIops()),
        rates(dto.blkioDeviceWriteIops()));
  }

  private static List<DeviceLimit> rates(@Nullable List<HostConfigDto.RateDto> rates) {
    return list(rates).stream()
        .map(rate -> new DeviceLimit(text(rate.path()), number(rate.rate())))
        .toList();
  }

  private static List<Resources.DeviceRequest> deviceRequests(
      @Nullable List<HostConfigDto.DeviceRequestDto> requests) {
    return list(requests).stream()
        .map(request ->
            new Resources.DeviceRequest(
                text(request.driver()),
                request.count() == null ? 0 : request.count(),
                request.deviceIds(),
                request.capabilities(),
                request.options()))
        .toList();
  }
}
