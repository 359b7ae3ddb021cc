package havre.runtime.holder;

/// The operations of the holder, in its numbering, which starts at one.
enum StepKind {
  CGROUP_JOIN,
  UNSHARE,
  SETNS,
  PROPAGATE,
  OPEN_TREE,
  ATTACH_ROOT,
  MOUNT,
  BIND,
  SYMLINK,
  MKDIR,
  DEVICE,
  MASK,
  READONLY,
  ROOT_READONLY,
  TERMINAL,
  PIVOT,
  HOSTNAME,
  DOMAINNAME,
  SYSCTL,
  GO,
  NETLINK,
  RLIMIT,
  OOM_SCORE,
  STDIO,
  CHDIR,
  BOUNDING,
  USER,
  NO_NEW_PRIVS,
  SECCOMP,
  CAPABILITIES,
  EXEC;

  int number() {
    return ordinal() + 1;
  }
}
