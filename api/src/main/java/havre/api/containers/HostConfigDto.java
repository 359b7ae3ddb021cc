package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `HostConfig` of the API, in requests and in `inspect`. Its resources are also the body of
/// `update`.
record HostConfigDto(
    @Nullable List<String> binds,
    @JsonProperty("ContainerIDFile") @Nullable String containerIdFile,
    @Nullable LogConfigDto logConfig,
    @Nullable String networkMode,
    @Nullable Map<String, @Nullable List<PortBindingDto>> portBindings,
    @Nullable RestartPolicyDto restartPolicy,
    @Nullable Boolean autoRemove,
    @Nullable String volumeDriver,
    @Nullable List<String> volumesFrom,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<MountDto> mounts,
    @Nullable List<Integer> consoleSize,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> annotations,
    @Nullable List<String> capAdd,
    @Nullable List<String> capDrop,
    @Nullable String cgroupnsMode,
    @Nullable List<String> dns,
    @Nullable List<String> dnsOptions,
    @Nullable List<String> dnsSearch,
    @Nullable List<String> extraHosts,
    @Nullable List<String> groupAdd,
    @Nullable String ipcMode,
    @Nullable String cgroup,
    @Nullable List<String> links,
    @Nullable Integer oomScoreAdj,
    @Nullable String pidMode,
    @Nullable Boolean privileged,
    @Nullable Boolean publishAllPorts,
    @Nullable Boolean readonlyRootfs,
    @Nullable List<String> securityOpt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> storageOpt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> tmpfs,
    @JsonProperty("UTSMode") @Nullable String utsMode,
    @Nullable String usernsMode,
    @Nullable Long shmSize,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> sysctls,
    @Nullable String runtime,
    @Nullable String isolation,
    @Nullable Long cpuShares,
    @Nullable Long memory,
    @Nullable Long nanoCpus,
    @Nullable String cgroupParent,
    @Nullable Integer blkioWeight,
    @Nullable List<WeightDto> blkioWeightDevice,
    @Nullable List<RateDto> blkioDeviceReadBps,
    @Nullable List<RateDto> blkioDeviceWriteBps,
    @JsonProperty("BlkioDeviceReadIOps") @Nullable List<RateDto> blkioDeviceReadIops,
    @JsonProperty("BlkioDeviceWriteIOps") @Nullable List<RateDto> blkioDeviceWriteIops,
    @Nullable Long cpuPeriod,
    @Nullable Long cpuQuota,
    @Nullable Long cpuRealtimePeriod,
    @Nullable Long cpuRealtimeRuntime,
    @Nullable String cpusetCpus,
    @Nullable String cpusetMems,
    @Nullable List<DeviceDto> devices,
    @Nullable List<String> deviceCgroupRules,
    @Nullable List<DeviceRequestDto> deviceRequests,
    @JsonProperty("KernelMemoryTCP") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Long kernelMemoryTcp,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long kernelMemory,
    @Nullable Long memoryReservation,
    @Nullable Long memorySwap,
    @Nullable Long memorySwappiness,
    @Nullable Boolean oomKillDisable,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean init,
    @Nullable Long pidsLimit,
    @Nullable List<UlimitDto> ulimits,
    @Nullable Long cpuCount,
    @Nullable Long cpuPercent,
    @JsonProperty("IOMaximumIOps") @Nullable Long ioMaximumIops,
    @JsonProperty("IOMaximumBandwidth") @Nullable Long ioMaximumBandwidth,
    @Nullable List<String> maskedPaths,
    @Nullable List<String> readonlyPaths) {

  record LogConfigDto(@Nullable String type, @Nullable Map<String, String> config) {}

  record PortBindingDto(@Nullable String hostIp, @Nullable String hostPort) {}

  record RestartPolicyDto(@Nullable String name, @Nullable Integer maximumRetryCount) {}

  record DeviceDto(
      @Nullable String pathOnHost,
      @Nullable String pathInContainer,
      @Nullable String cgroupPermissions) {}

  record WeightDto(@Nullable String path, @Nullable Integer weight) {}

  record RateDto(@Nullable String path, @Nullable Long rate) {}

  record DeviceRequestDto(
      @Nullable String driver,
      @Nullable Integer count,
      @JsonProperty("DeviceIDs") @Nullable List<String> deviceIds,
      @Nullable List<List<String>> capabilities,
      @Nullable Map<String, String> options) {}

  record UlimitDto(@Nullable String name, @Nullable Long hard, @Nullable Long soft) {}

  /// One entry of `--mount`.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MountDto(
      @Nullable String type,
      @Nullable String source,
      @Nullable String target,
      @Nullable Boolean readOnly,
      @Nullable String consistency,
      @Nullable BindOptionsDto bindOptions,
      @Nullable VolumeOptionsDto volumeOptions,
      @Nullable TmpfsOptionsDto tmpfsOptions,
      @Nullable ImageOptionsDto imageOptions,
      @Nullable JsonNode clusterOptions) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record BindOptionsDto(
      @Nullable String propagation,
      @Nullable Boolean nonRecursive,
      @Nullable Boolean createMountpoint,
      @Nullable Boolean readOnlyNonRecursive,
      @Nullable Boolean readOnlyForceRecursive) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record VolumeOptionsDto(
      @Nullable Boolean noCopy,
      @Nullable Map<String, String> labels,
      @Nullable DriverConfigDto driverConfig,
      @Nullable String subpath) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DriverConfigDto(@Nullable String name, @Nullable Map<String, String> options) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ImageOptionsDto(@Nullable String subpath) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TmpfsOptionsDto(
      @Nullable Long sizeBytes, @Nullable Integer mode, @Nullable List<List<String>> options) {}
}
