package havre.engine.container;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The host-bound half of a container's configuration.
///
/// @param init whether PID 1 is the engine's small init; `null` takes the daemon's default
/// @param shmSize bytes of /dev/shm; 0 is the default of 64 MiB
/// @param consoleSize rows and columns of the first terminal size, or empty
public record HostOptions(
    Storage storage,
    Networking networking,
    Resources resources,
    Privileges privileges,
    Namespaces namespaces,
    RestartPolicy restartPolicy,
    LogConfig logConfig,
    boolean autoRemove,
    @Nullable Boolean init,
    long shmSize,
    Map<String, String> sysctls,
    int oomScoreAdj,
    Map<String, String> annotations,
    String runtime,
    String containerIdFile,
    List<Integer> consoleSize) {

  public HostOptions {
    sysctls = Copies.map(sysctls);
    annotations = Copies.map(annotations);
    consoleSize = Copies.list(consoleSize);
  }

  /// Whether IPv6 is switched off inside: such a container has no addresses of it that others could
  /// find.
  public boolean hasNoIpv6() {
    return sysctls.getOrDefault("net.ipv6.conf.all.disable_ipv6", "0").strip().equals("1");
  }

  /// Nothing asked for.
  public static HostOptions defaults() {
    return new HostOptions(
        Storage.NONE,
        Networking.DEFAULT,
        Resources.UNLIMITED,
        Privileges.DEFAULT,
        Namespaces.DEFAULT,
        RestartPolicy.NO,
        LogConfig.DEFAULT,
        false,
        null,
        0,
        Map.of(),
        0,
        Map.of(),
        "",
        "",
        List.of());
  }

  public HostOptions withResources(Resources value) {
    return new HostOptions(
        storage,
        networking,
        value,
        privileges,
        namespaces,
        restartPolicy,
        logConfig,
        autoRemove,
        init,
        shmSize,
        sysctls,
        oomScoreAdj,
        annotations,
        runtime,
        containerIdFile,
        consoleSize);
  }

  public HostOptions withRestartPolicy(RestartPolicy value) {
    return new HostOptions(
        storage,
        networking,
        resources,
        privileges,
        namespaces,
        value,
        logConfig,
        autoRemove,
        init,
        shmSize,
        sysctls,
        oomScoreAdj,
        annotations,
        runtime,
        containerIdFile,
        consoleSize);
  }

  public HostOptions withNetworking(Networking value) {
    return new HostOptions(
        storage,
        value,
        resources,
        privileges,
        namespaces,
        restartPolicy,
        logConfig,
        autoRemove,
        init,
        shmSize,
        sysctls,
        oomScoreAdj,
        annotations,
        runtime,
        containerIdFile,
        consoleSize);
  }

  public HostOptions withAnnotations(Map<String, String> value) {
    return new HostOptions(
        storage,
        networking,
        resources,
        privileges,
        namespaces,
        restartPolicy,
        logConfig,
        autoRemove,
        init,
        shmSize,
        sysctls,
        oomScoreAdj,
        value,
        runtime,
        containerIdFile,
        consoleSize);
  }

  /// What is mounted into the container.
  ///
  /// @param binds `source:destination[:options]` as the client wrote them
  /// @param tmpfs destination to mount options
  /// @param volumesFrom `container[:ro|rw]`
  public record Storage(
      List<String> binds,
      List<MountRequest> mounts,
      Map<String, String> tmpfs,
      List<String> volumesFrom,
      String volumeDriver,
      boolean readonlyRootfs) {
    public static final Storage NONE =
        new Storage(List.of(), List.of(), Map.of(), List.of(), "", false);

    public Storage {
      binds = Copies.list(binds);
      mounts = Copies.list(mounts);
      tmpfs = Copies.map(tmpfs);
      volumesFrom = Copies.list(volumesFrom);
    }
  }

  /// How the container is reached and what it reaches.
  ///
  /// @param mode `default`, `bridge`, `host`, `none`, `container:NAME` or a network
  /// @param extraHosts `name:address`
  public record Networking(
      String mode,
      Map<ContainerPort, List<HostPort>> portBindings,
      boolean publishAllPorts,
      List<String> dns,
      List<String> dnsOptions,
      List<String> dnsSearch,
      List<String> extraHosts,
      List<String> links) {
    public static final Networking DEFAULT =
        new Networking(
            "default", Map.of(), false, List.of(), List.of(), List.of(), List.of(), List.of());

    public Networking {
      mode = mode.isEmpty() ? "default" : mode;
      portBindings = Copies.map(portBindings);
      dns = Copies.list(dns);
      dnsOptions = Copies.list(dnsOptions);
      dnsSearch = Copies.list(dnsSearch);
      extraHosts = Copies.list(extraHosts);
      links = Copies.list(links);
    }

    public Networking withLinks(List<String> newLinks) {
      return new Networking(
          mode, portBindings, publishAllPorts, dns, dnsOptions, dnsSearch, extraHosts, newLinks);
    }

    public Networking withMode(String newMode) {
      return new Networking(
          newMode, portBindings, publishAllPorts, dns, dnsOptions, dnsSearch, extraHosts, links);
    }
  }

  /// What the process may do.
  ///
  /// @param securityOpt `null` for those that follow from the rest
  /// @param maskedPaths `null` for the default list
  /// @param readonlyPaths `null` for the default list
  public record Privileges(
      boolean privileged,
      List<String> capAdd,
      List<String> capDrop,
      @Nullable List<String> securityOpt,
      List<String> groupAdd,
      @Nullable List<String> maskedPaths,
      @Nullable List<String> readonlyPaths) {
    public static final Privileges DEFAULT =
        new Privileges(false, List.of(), List.of(), null, List.of(), null, null);

    public Privileges {
      capAdd = Copies.list(capAdd);
      capDrop = Copies.list(capDrop);
      securityOpt = Copies.listOrNull(securityOpt);
      groupAdd = Copies.list(groupAdd);
      maskedPaths = Copies.listOrNull(maskedPaths);
      readonlyPaths = Copies.listOrNull(readonlyPaths);
    }
  }

  /// Which namespaces are the container's own: empty is the default, `host`, `private`, `shareable`
  /// or `container:NAME` as far as the kind allows.
  ///
  /// @param isolation of Windows containers; here empty or `default`
  public record Namespaces(
      String ipcMode,
      String pidMode,
      String utsMode,
      String cgroupnsMode,
      String usernsMode,
      String isolation) {
    public static final Namespaces DEFAULT = new Namespaces("", "", "", "", "", "");
  }

  /// Which log driver keeps the output, with its options; an empty type is the daemon's default.
  public record LogConfig(String type, Map<String, String> options) {
    public static final LogConfig DEFAULT = new LogConfig("", Map.of());

    public LogConfig {
      options = Copies.map(options);
    }
  }

  /// What happens when the process ends.
  ///
  /// @param name empty or `no`, `always`, `unless-stopped`, `on-failure`
  public record RestartPolicy(String name, int maximumRetryCount) {
    public static final RestartPolicy NO = new RestartPolicy("no", 0);

    public boolean none() {
      return name.isEmpty() || name.equals("no");
    }
  }
}
