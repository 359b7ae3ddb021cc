package havre.linux.cgroup;

/// Reads how many processes of a cgroup were killed for want of memory: `memory.oom_control` of
/// version 1 or `memory.events` of version 2.
public final class OomEvents {
  private OomEvents() {}

  /// @param text the content of [Cgroup#oomFile]
  public static long kills(String text) {
    return FlatKeyed.parse(text).get("oom_kill");
  }
}
