package havre.runtime.holder;

import havre.linux.fs.Root;
import havre.runtime.user.ResolvedUser;
import java.util.List;

/// Finds whom a process runs as in the files of its root.
@FunctionalInterface
interface UserLookup {
  /// @param user as `docker run --user` has it
  /// @param groups additional ones, by name or number
  ResolvedUser resolve(String user, List<String> groups, Root root);
}
