package havre.runtime;

/// How mounts made later below a bind spread between the host and the container; an `R` stands for
/// the whole tree.
public enum Propagation {
  PRIVATE,
  RPRIVATE,
  SLAVE,
  RSLAVE,
  SHARED,
  RSHARED
}
