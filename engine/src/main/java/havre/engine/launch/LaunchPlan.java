package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.cdi.CdiEdits;
import havre.engine.config.BindSpec;
import havre.engine.config.SystemMode;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.engine.container.Resources;
import havre.engine.exec.ExecSpec;
import havre.engine.state.Definition;
import havre.linux.Fd;
import havre.linux.cgroup.CgroupLimits;
import havre.linux.cgroup.DeviceRule;
import havre.linux.cgroup.DeviceThrottle;
import havre.linux.seccomp.SeccompFilter;
import havre.runtime.Launch;
import havre.runtime.Namespaces;
import havre.runtime.ProcessSpec;
import havre.runtime.Rlimit;
import havre.runtime.Rootfs;
import havre.runtime.security.CapabilitySet;
import havre.store.snapshots.Snapshot;
import havre.volumes.Volumes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Computes what the runtime is to start.
public final class LaunchPlan {
  private static final String DEFAULT_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final long NANO_CPU_PERIOD = 100_000;
  private static final int SMALLEST_SHARES = 2;
  private static final int LARGEST_SHARES = 262_144;
  private static final long NANOS_PER_CPU = 1_000_000_000L;

  private static final UnprivilegedNetworking UNPRIVILEGED = UnprivilegedNetworking.ofKernel();

  private final LaunchSettings settings;
  private final Confinement confinement;
  private final Volumes volumes;
  private final ImageTrees images;
  private final ContainerFiles files;

  public LaunchPlan(
      LaunchSettings settings,
      Confinement confinement,
      Volumes volumes,
      ImageTrees images,
      ContainerFiles files) {
    this.settings = settings;
    this.confinement = confinement;
    this.volumes = volumes;
    this.images = images;
    this.files = files;
  }

  /// Makes what is mounted into a container besides the standard mounts ready; to be closed once it
  /// is started.
  public MountPlan mounts(Definition definition) {
    return MountPlan.of(definition, volumes, images, files);
  }

  /// @param sysctls those that the network wants
  /// @param held what the holder keeps open
  public Launch launch(
      Definition definition,
      Snapshot layers,
      MountPlan mounts,
      Namespaces namespaces,
      Map<String, String> sysctls,
      List<Fd> held) {
    HostOptions host = definition.spec().host();
    HostOptions.Privileges privileges = host.privileges();
    CdiEdits edits = DeviceRequests.resolve(host.resources().deviceRequests(), settings.devices());
    SysctlRules.check(host.sysctls(), namespaces);
    DeviceNodes devices = DeviceNodes.of(host, confinement.deviceRules()).and(edits.nodes());
    var allSysctls = new LinkedHashMap<>(UNPRIVILEGED.of(host.networking().mode()));
    allSysctls.putAll(sysctls);
    allSysctls.putAll(host.sysctls());
    boolean ownUts = !(namespaces.uts() instanceof havre.runtime.Namespace.Host);
    return Launch.of(definition.id(), rootfs(definition, layers), process(definition, edits))
        .init(host.init() == null ? settings.init() : host.init())
        .privileged(privileges.privileged())
        .writableCgroup(
            SystemMode.isSystem(definition.spec())
                || SecurityOptions.parse(privileges).writableCgroups())
        .namespaces(namespaces)
        .hostname(ownUts ? definition.spec().config().hostname() : "")
        .domainname(ownUts ? definition.spec().config().domainname() : "")
        .mounts(Stream.concat(mounts.mounts().stream(), edits.mounts().stream()).toList())
        .devices(devices.nodes())
        .maskedPaths(maskedPaths(privileges))
        .readonlyPaths(readonlyPaths(privileges))
        .sysctls(allSysctls)
        .shmSize(host.namespaces().ipcMode().equals("none") ? 0 : host.shmSize())
        .oomScoreAdj(host.oomScoreAdj())
        .resources(resources(host.resources(), devices.rules()))
        .held(held)
        .build();
  }

  private static Rootfs rootfs(Definition definition, Snapshot layers) {
    HostOptions host = definition.spec().host();
    return new Rootfs(
        layers.lower(),
        layers.upper(),
        layers.work(),
        host.storage().readonlyRootfs(),
        host.autoRemove());
  }

  private List<String> maskedPaths(HostOptions.Privileges privileges) {
    if (privileges.maskedPaths() != null) {
      return privileges.maskedPaths();
    }
    return privileges.privileged() ? List.of() : confinement.maskedPaths();
  }

  private List<String> readonlyPaths(HostOptions.Privileges privileges) {
    if (privileges.readonlyPaths() != null) {
      return privileges.readonlyPaths();
    }
    return privileges.privileged() ? List.of() : confinement.readonlyPaths();
  }

  private ProcessSpec process(Definition definition, CdiEdits edits) {
    ContainerConfig config = definition.spec().config();
    HostOptions host = definition.spec().host();
    CapabilitySet capabilities = capabilities(definition.spec());
    SecurityOptions security = SecurityOptions.parse(host.privileges());
    ProcessSpec.Builder process =
        ProcessSpec.of(definition.arguments())
            .environment(environment(definition, config.tty(), edits.environment()))
            .workingDirectory(config.workingDir().isEmpty() ? "/" : config.workingDir())
            .user(config.user())
            .additionalGroups(
                Stream.concat(host.privileges().groupAdd().stream(), edits.groups().stream())
                    .toList())
            .terminal(config.tty())
            .openStdin(config.streams().openStdin())
            .capabilities(capabilities.mask())
            .noNewPrivileges(security.noNewPrivileges() || settings.noNewPrivileges())
            .rlimits(rlimits(host.resources()));
    filter(process, security, capabilities);
    setConsoleSize(process, host.consoleSize());
    return process.build();
  }

  /// The process of an exec in a container.
  public ProcessSpec exec(Definition definition, ExecSpec exec, List<Integer> consoleSize) {
    ContainerConfig config = definition.spec().config();
    HostOptions.Privileges privileges = definition.spec().host().privileges();
    CapabilitySet capabilities =
        exec.privileged() ? confinement.available() : capabilities(definition.spec());
    SecurityOptions security = SecurityOptions.parse(privileges);
    if (exec.privileged()) {
      security =
          new SecurityOptions(
              security.noNewPrivileges(),
              SecurityOptions.UNCONFINED,
              security.appArmor(),
              security.writableCgroups());
    }
    String workingDir = exec.workingDir().isEmpty() ? config.workingDir() : exec.workingDir();
    boolean sameUser = exec.user().isEmpty();
    ProcessSpec.Builder process =
        ProcessSpec.of(exec.cmd())
            .environment(environment(definition, exec.tty(), exec.env()))
            .workingDirectory(workingDir.isEmpty() ? "/" : workingDir)
            .user(sameUser ? config.user() : exec.user())
            .additionalGroups(sameUser ? privileges.groupAdd() : List.of())
            .terminal(exec.tty())
            .openStdin(exec.attachStdin())
            .capabilities(capabilities.mask())
            .noNewPrivileges(security.noNewPrivileges() || settings.noNewPrivileges())
            .rlimits(rlimits(definition.spec().host().resources()));
    filter(process, security, capabilities);
    setConsoleSize(process, consoleSize.isEmpty() ? exec.consoleSize() : consoleSize);
    return process.build();
  }

  private static void setConsoleSize(ProcessSpec.Builder process, List<Integer> rowsAndColumns) {
    if (rowsAndColumns.size() == 2 && rowsAndColumns.getFirst() > 0) {
      process.consoleSize(rowsAndColumns.getLast(), rowsAndColumns.getFirst());
    }
  }

  private CapabilitySet capabilities(ContainerSpec spec) {
    HostOptions.Privileges privileges = spec.host().privileges();
    var added = new ArrayList<>(privileges.capAdd());
    boolean ownPids = Set.of("", "private").contains(spec.host().namespaces().pidMode());
    if (ownPids && SystemMode.isSystem(spec)) {
      added.add("SYS_BOOT"); // In a pid namespace of its own, reboot(2) ends that and nothing else.
    }
    return CapabilitySet.resolve(
        privileges.privileged(), added, privileges.capDrop(), confinement.available());
  }

  private void filter(
      ProcessSpec.Builder process, SecurityOptions security, CapabilitySet capabilities) {
    Optional<SeccompFilter> filter =
        switch (security.seccomp()) {
          case SecurityOptions.UNCONFINED -> Optional.empty();
          case SecurityOptions.BUILTIN -> Optional.of(confinement.builtinFilter(capabilities));
          case "" -> confinement.defaultFilter(capabilities);
          default -> Optional.of(confinement.filter(security.seccomp(), capabilities));
        };
    filter.ifPresent(chosen -> process.seccomp(chosen.program(), chosen.flags()));
  }

  /// PATH, HOSTNAME and TERM first, then the container's own, then the exec's.
  private static List<String> environment(
      Definition definition, boolean tty, List<String> additional) {
    var variables = new LinkedHashMap<String, String>();
    put(variables, DEFAULT_PATH);
    put(variables, "HOSTNAME=" + definition.spec().config().hostname());
    if (SystemMode.isSystem(definition.spec())) {
      SystemMode.environment(definition.id().value())
          .forEach((name, value) -> put(variables, name + "=" + value));
    }
    if (tty) {
      put(variables, "TERM=xterm");
    }
    definition.spec().config().env().forEach(entry -> put(variables, entry));
    additional.forEach(entry -> put(variables, entry));
    return List.copyOf(variables.values());
  }

  /// A variable without a value takes itself away.
  private static void put(Map<String, String> variables, String entry) {
    int equals = entry.indexOf('=');
    if (equals < 0) {
      variables.remove(entry);
    } else {
      variables.put(entry.substring(0, equals), entry);
    }
  }

  private List<Rlimit> rlimits(Resources resources) {
    var limits = new LinkedHashMap<String, Rlimit>();
    settings.ulimits().forEach(l -> limits.put(l.name(), new Rlimit(l.name(), l.soft(), l.hard())));
    resources
        .ulimits()
        .forEach(l -> limits.put(l.name(), new Rlimit(l.name(), l.soft(), l.hard())));
    return new ArrayList<>(limits.values());
  }

  private static HavreException cannotStart(String reason) {
    return HavreException.internal(
        "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: "
            + reason
            + ": unknown",
        null);
  }

  /// The limits in the runtime's form.
  public havre.runtime.Resources resources(Resources asked, List<DeviceRule> rules) {
    String parent = asked.cgroupParent();
    long shares = asked.cpuShares();
    if (!settings.unifiedCgroups() && shares == 1) {
      throw cannotStart("the minimum allowed cpu-shares is " + SMALLEST_SHARES);
    }
    if (!settings.unifiedCgroups() && shares > LARGEST_SHARES) {
      throw cannotStart("the maximum allowed cpu-shares is " + LARGEST_SHARES);
    }
    String top = "/" + settings.cgroupParent().replaceAll("^/|/$", "");
    return new havre.runtime.Resources(
        parent.isEmpty() ? top : BindSpec.clean(parent), // never above the hierarchy's top
        limits(asked, rules, BlockThrottles.of(asked.blockLimits())));
  }

  /// The limits in the kernel's units.
  public static CgroupLimits limits(
      Resources asked, List<DeviceRule> rules, List<DeviceThrottle> throttles) {
    boolean nano = asked.nanoCpus() > 0;
    Long pids = asked.pidsLimit();
    Long swappiness = asked.memorySwappiness();
    return new CgroupLimits(
        asked.memory(),
        asked.memoryReservation(),
        asked.memorySwap(),
        Boolean.TRUE.equals(asked.oomKillDisable()),
        asked.cpuShares(),
        nano ? asked.nanoCpus() * NANO_CPU_PERIOD / NANOS_PER_CPU : asked.cpuQuota(),
        nano ? NANO_CPU_PERIOD : asked.cpuPeriod(),
        asked.cpusetCpus(),
        asked.cpusetMems(),
        pids == null ? 0 : pids <= 0 ? -1 : pids,
        asked.blkioWeight(),
        rules,
        swappiness == null ? -1 : swappiness,
        asked.realtimePeriod(),
        asked.realtimeRuntime(),
        throttles);
  }
}
