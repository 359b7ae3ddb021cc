package havre.engine.launch;

import havre.engine.cdi.CdiDevices;
import havre.engine.container.Resources.Ulimit;
import java.util.List;

/// What the daemon was told about all containers.
///
/// @param cgroupParent where containers' cgroups are made
/// @param ulimits for those that ask for none of the name
/// @param init whether containers get the small init unless they say otherwise
/// @param noNewPrivileges whether no container may gain privileges
/// @param shmSize bytes of /dev/shm for those that ask for no size
/// @param unifiedCgroups whether the host has cgroup v2 alone
/// @param cpus how many processors the host has
/// @param ipcMode of containers that ask for none
/// @param cgroupNamespace of containers that ask for none: `host`, `private`, or empty for the
///   kernel's usual one
/// @param devices what vendors describe of this host
public record LaunchSettings(
    String cgroupParent,
    List<Ulimit> ulimits,
    boolean init,
    boolean noNewPrivileges,
    long shmSize,
    boolean unifiedCgroups,
    int cpus,
    String ipcMode,
    String cgroupNamespace,
    CdiDevices devices) {
  public LaunchSettings {
    ulimits = List.copyOf(ulimits);
  }
}
