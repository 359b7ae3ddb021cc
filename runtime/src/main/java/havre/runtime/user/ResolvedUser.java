package havre.runtime.user;

import java.util.List;

/// Whom a process runs as.
///
/// @param groups the supplementary groups, without duplicates
/// @param home the home folder, for `HOME`; "/" when no entry names one
public record ResolvedUser(int uid, int gid, List<Integer> groups, String home) {
  public ResolvedUser {
    groups = List.copyOf(groups);
  }
}
