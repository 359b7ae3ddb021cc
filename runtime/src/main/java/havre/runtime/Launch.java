package havre.runtime;

import havre.common.ContainerId;
import havre.linux.Fd;
import java.util.List;
import java.util.Map;

/// All that is to be known to start a container, resolved and immutable.
///
/// The standard mounts (/proc, /sys, /dev with its nodes, /dev/pts, /dev/mqueue, /dev/shm,
/// /sys/fs/cgroup) need not be named; a mount with the same target replaces one.
///
/// @param init whether `docker-init` becomes process 1, forwards signals and reaps
/// @param privileged whether /sys and the cgroups are writable
/// @param writableCgroup whether its own cgroup is writable, as an init wants it
/// @param hostname empty leaves it as it is; so is the domain name
/// @param mounts in the order in which they are made
/// @param devices nodes besides the standard ones
/// @param maskedPaths what shows as empty
/// @param readonlyPaths what stays visible but cannot be written
/// @param shmSize bytes of /dev/shm; 0 for none
/// @param oomScoreAdj -1000 to 1000
/// @param held descriptors that the container's holder keeps open until the container ends, such as
///   sockets that reserve published ports; they stay the caller's to close on this side
public record Launch(
    ContainerId id,
    Rootfs rootfs,
    ProcessSpec process,
    boolean init,
    boolean privileged,
    boolean writableCgroup,
    Namespaces namespaces,
    String hostname,
    String domainname,
    List<Mount> mounts,
    List<Device> devices,
    List<String> maskedPaths,
    List<String> readonlyPaths,
    Map<String, String> sysctls,
    long shmSize,
    int oomScoreAdj,
    Resources resources,
    List<Fd> held) {

  /// What Docker gives /dev/shm unless told otherwise.
  public static final long DEFAULT_SHM_SIZE = 64L << 20;

  public Launch {
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
    maskedPaths = List.copyOf(maskedPaths);
    readonlyPaths = List.copyOf(readonlyPaths);
    sysctls = Map.copyOf(sysctls);
    held = List.copyOf(held);
  }

  public Launch withMounts(List<Mount> value) {
    return new Launch(
        id,
        rootfs,
        process,
        init,
        privileged,
        writableCgroup,
        namespaces,
        hostname,
        domainname,
        value,
        devices,
        maskedPaths,
        readonlyPaths,
        sysctls,
        shmSize,
        oomScoreAdj,
        resources,
        held);
  }

  public static Builder of(ContainerId id, Rootfs rootfs, ProcessSpec process) {
    return new Builder(id, rootfs, process);
  }

  /// Collects what differs from an isolated container without limits.
  public static final class Builder {
    private final ContainerId id;
    private final Rootfs rootfs;
    private final ProcessSpec process;
    private boolean init;
    private boolean privileged;
    private boolean writableCgroup;
    private Namespaces namespaces = Namespaces.isolated();
    private String hostname = "";
    private String domainname = "";
    private List<Mount> mounts = List.of();
    private List<Device> devices = List.of();
    private List<String> maskedPaths = List.of();
    private List<String> readonlyPaths = List.of();
    private Map<String, String> sysctls = Map.of();
    private long shmSize = DEFAULT_SHM_SIZE;
    private int oomScoreAdj;
    private Resources resources = Resources.unlimited("/havre");
    private List<Fd> held = List.of();

    private Builder(ContainerId id, Rootfs rootfs, ProcessSpec process) {
      this.id = id;
      this.rootfs = rootfs;
      this.process = process;
    }

    public Builder init(boolean value) {
      init = value;
      return this;
    }

    public Builder privileged(boolean value) {
      privileged = value;
      return this;
    }

    public Builder writableCgroup(boolean value) {
      writableCgroup = value;
      return this;
    }

    public Builder namespaces(Namespaces value) {
      namespaces = value;
      return this;
    }

    public Builder hostname(String value) {
      hostname = value;
      return this;
    }

    public Builder domainname(String value) {
      domainname = value;
      return this;
    }

    public Builder mounts(List<Mount> value) {
      mounts = value;
      return this;
    }

    public Builder devices(List<Device> value) {
      devices = value;
      return this;
    }

    public Builder maskedPaths(List<String> value) {
      maskedPaths = value;
      return this;
    }

    public Builder readonlyPaths(List<String> value) {
      readonlyPaths = value;
      return this;
    }

    public Builder sysctls(Map<String, String> value) {
      sysctls = value;
      return this;
    }

    public Builder shmSize(long value) {
      shmSize = value;
      return this;
    }

    public Builder oomScoreAdj(int value) {
      oomScoreAdj = value;
      return this;
    }

    public Builder resources(Resources value) {
      resources = value;
      return this;
    }

    public Builder held(List<Fd> value) {
      held = value;
      return this;
    }

    public Launch build() {
      return new Launch(
          id,
          rootfs,
          process,
          init,
          privileged,
          writableCgroup,
          namespaces,
          hostname,
          domainname,
          mounts,
          devices,
          maskedPaths,
          readonlyPaths,
          sysctls,
          shmSize,
          oomScoreAdj,
          resources,
          held);
    }
  }
}
