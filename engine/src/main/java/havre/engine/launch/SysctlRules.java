package havre.engine.launch;

import havre.common.HavreException;
import havre.runtime.Namespace;
import havre.runtime.Namespaces;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which kernel parameters a container may set: only those that its own namespaces hold, so that
/// none reaches the host.
final class SysctlRules {
  private static final String REFUSED =
      "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: sysctl \"";
  private static final Set<String> OF_IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private SysctlRules() {}

  static void check(Map<String, String> sysctls, Namespaces namespaces) {
    for (String asked : new TreeMap<>(sysctls).keySet()) {
      String name = asked.replace('/', '.');
      if (OF_IPC.contains(name) || name.startsWith("fs.mqueue.")) {
        if (namespaces.ipc() instanceof Namespace.Host) {
          throw refused(asked, "is not allowed in the hosts ipc namespace");
        }
      } else if (name.startsWith("net.")) {
        if (namespaces.network() instanceof Namespace.Host) {
          throw refused(asked, "not allowed in host network namespace");
        }
      } else if (name.equals("kernel.domainname") || name.equals("kernel.hostname")) {
        checkUts(asked, name, namespaces);
      } else {
        throw refused(asked, "is not in a separate kernel namespace");
      }
    }
  }

  private static void checkUts(String asked, String name, Namespaces namespaces) {
    if (namespaces.uts() instanceof Namespace.Host) {
      throw refused(asked, "is not allowed in the hosts UTS namespace");
    }
    if (name.equals("kernel.hostname")) {
      throw refused(asked, "is not allowed as it conflicts with the OCI \"hostname\" field");
    }
  }

  private static HavreException refused(String name, String reason) {
    return HavreException.invalid(REFUSED + name + "\" " + reason + ": unknown");
  }
}
