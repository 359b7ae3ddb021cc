package havre.linux.mount;

/// Whether mounting below a mount shows in its copies (`MS_PRIVATE` …).
public enum Propagation {
  UNBINDABLE(1 << 17),
  PRIVATE(1 << 18),
  SLAVE(1 << 19),
  SHARED(1 << 20);

  private final long flag;

  Propagation(long flag) {
    this.flag = flag;
  }

  public long flag() {
    return flag;
  }
}
