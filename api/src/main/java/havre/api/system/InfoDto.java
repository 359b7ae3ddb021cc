package havre.api.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Timestamps;
import havre.engine.system.EngineInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer of `/info`.
record InfoDto(
    @JsonProperty("ID") String id,
    int containers,
    int containersRunning,
    int containersPaused,
    int containersStopped,
    int images,
    String driver,
    List<List<String>> driverStatus,
    Plugins plugins,
    boolean memoryLimit,
    boolean swapLimit,
    @JsonProperty("KernelMemoryTCP") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean kernelMemoryTcp,
    boolean cpuCfsPeriod,
    boolean cpuCfsQuota,
    @JsonProperty("CPUShares") boolean cpuShares,
    @JsonProperty("CPUSet") boolean cpuSet,
    boolean pidsLimit,
    @JsonProperty("IPv4Forwarding") boolean ipv4Forwarding,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean bridgeNfIptables,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean bridgeNfIp6tables,
    boolean debug,
    @JsonProperty("NFd") int openFiles,
    boolean oomKillDisable,
    @JsonProperty("NGoroutines") int threads,
    String systemTime,
    String loggingDriver,
    String cgroupDriver,
    String cgroupVersion,
    @JsonProperty("NEventsListener") int eventListeners,
    String kernelVersion,
    String operatingSystem,
    @JsonProperty("OSVersion") String osVersion,
    @JsonProperty("OSType") String osType,
    String architecture,
    String indexServerAddress,
    RegistryConfigDto registryConfig,
    @JsonProperty("NCPU") int cpus,
    long memTotal,
    @Nullable List<Object> genericResources,
    String dockerRootDir,
    String httpProxy,
    String httpsProxy,
    String noProxy,
    String name,
    List<String> labels,
    boolean experimentalBuild,
    String serverVersion,
    Map<String, Runtime> runtimes,
    String defaultRuntime,
    Swarm swarm,
    boolean liveRestoreEnabled,
    String isolation,
    String initBinary,
    Commit containerdCommit,
    Commit runcCommit,
    Commit initCommit,
    List<String> securityOptions,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<AddressPool> defaultAddressPools,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Firewall firewallBackend,
    @JsonProperty("CDISpecDirs") List<String> cdiSpecDirs,
    List<String> warnings) {

  record Plugins(
      List<String> volume,
      List<String> network,
      @Nullable List<String> authorization,
      List<String> log) {}

  record Runtime(@JsonProperty("path") String path) {}

  record Swarm(
      @JsonProperty("NodeID") String nodeId,
      String nodeAddr,
      String localNodeState,
      boolean controlAvailable,
      String error,
      @Nullable List<Object> remoteManagers) {}

  record Commit(
      @JsonProperty("ID") String id,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String expected) {}

  record AddressPool(String base, int size) {}

  record Firewall(
      String driver, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<String>> info) {}

  private static final ApiVersion LAST_WITH_BRIDGE_FILTER = new ApiVersion(1, 49);
  private static final String INDEX = "https://index.docker.io/v1/";

  static InfoDto of(EngineInfo info, ApiVersion version) {
    EngineInfo.Counts counts = info.counts();
    EngineInfo.Host host = info.host();
    EngineInfo.Abilities can = info.abilities();
    Boolean bridgeFilter = version.compareTo(LAST_WITH_BRIDGE_FILTER) > 0 ? null : Boolean.FALSE;
    Commit unused = new Commit("", version.atLeast(49) ? null : "");
    return new InfoDto(
        info.id(),
        counts.containers(),
        counts.running(),
        counts.paused(),
        counts.stopped(),
        counts.images(),
        "overlay2",
        info.driverStatus().stream().map(e -> List.of(e.getKey(), e.getValue())).toList(),
        new Plugins(info.volumeDrivers(), info.networkDrivers(), null, info.logDrivers()),
        can.memoryLimit(),
        can.swapLimit(),
        version.atLeast(42) ? Boolean.FALSE : null,
        can.cpuCfsPeriod(),
        can.cpuCfsQuota(),
        can.cpuShares(),
        can.cpuSet(),
        can.pidsLimit(),
        can.ipv4Forwarding(),
        bridgeFilter,
        bridgeFilter,
        info.debug(),
        info.openFiles(),
        can.oomKillDisable(),
        info.threads(),
        Timestamps.format(info.systemTime()),
        info.defaultLogDriver(),
        can.cgroupDriver(),
        can.cgroupVersion(),
        info.eventListeners(),
        host.kernelVersion(),
        host.operatingSystem(),
        host.osVersion(),
        host.osType(),
        host.architecture(),
        INDEX,
        RegistryConfigDto.of(info.insecureRegistries(), info.registryMirrors()),
        host.cpus(),
        host.memory(),
        null,
        info.dataRoot(),
        info.choices().httpProxy(),
        info.choices().httpsProxy(),
        info.choices().noProxy(),
        info.name(),
        info.labels(),
        false,
        info.version(),
        Map.of(
            info.defaultRuntime(),
            new Runtime("havre-holder"),
            "io.containerd.runc.v2",
            new Runtime("havre-holder")),
        info.defaultRuntime(),
        new Swarm("", "", "inactive", false, "", null),
        info.choices().liveRestore(),
        "",
        "havre-holder",
        unused,
        unused,
        unused,
        info.securityOptions(),
        info.addressPools().stream().map(p -> new AddressPool(p.base(), p.size())).toList(),
        version.atLeast(49) ? new Firewall(info.choices().firewall(), List.of()) : null,
        info.deviceDirectories(),
        info.warnings());
  }
}
