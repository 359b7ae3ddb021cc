package havre.engine.launch;

import havre.linux.cgroup.DeviceRule;
import havre.linux.seccomp.SeccompFilter;
import havre.runtime.security.CapabilitySet;
import java.util.List;
import java.util.Optional;

/// What confines a container that asks for nothing else.
public interface Confinement {

  List<String> maskedPaths();

  List<String> readonlyPaths();

  /// Rules of the device cgroup, which start from deny all.
  List<DeviceRule> deviceRules();

  /// The default filter of system calls for a process with these capabilities; empty where the
  /// daemon has none.
  Optional<SeccompFilter> defaultFilter(CapabilitySet capabilities);

  /// Docker's filter.
  SeccompFilter builtinFilter(CapabilitySet capabilities);

  /// A filter from a profile in Docker's JSON form.
  ///
  /// @throws havre.common.HavreException INVALID for a malformed profile
  SeccompFilter filter(String profile, CapabilitySet capabilities);

  /// What this daemon may grant at all.
  CapabilitySet available();
}
