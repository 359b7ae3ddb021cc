package havre.runtime.user;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds whom a process runs as, in the container's own /etc/passwd and /etc/group.
///
/// A number is always a number: an entry whose *name* is a number never stands for it. It may be
/// unknown to the files; the group is 0 then.
public final class UserResolver {
  private static final String PASSWD = "/etc/passwd";
  private static final String GROUP = "/etc/group";
  private static final int LIMIT = 4 * 1024 * 1024;
  private static final String NO_HOME = "/";

  private final RootFiles files;
  private @Nullable List<AccountFile.Group> groups;

  private UserResolver(RootFiles files) {
    this.files = files;
  }

  /// Resolves what `docker run --user` and `--group-add` say.
  ///
  /// @param user `name`, `uid`, `name:group`, `uid:gid` …; empty is root
  /// @param additionalGroups names or numbers
  /// @throws HavreException INVALID for an unknown name or a number out of range, in Docker's words
  public static ResolvedUser resolve(String user, List<String> additionalGroups, RootFiles files) {
    return new UserResolver(files).resolve(user, additionalGroups);
  }

  private ResolvedUser resolve(String specification, List<String> additionalGroups) {
    String[] parts = specification.split(":", -1);
    String userPart = parts[0].isEmpty() ? "0" : parts[0];
    String groupPart = parts.length > 1 ? parts[1] : "";
    @Nullable Long number = AccountFile.number(userPart);
    if (number != null) {
      inRange(number);
    }
    Optional<AccountFile.User> entry = findUser(userPart, number);
    if (number == null && entry.isEmpty()) {
      throw HavreException.invalid(
          "unable to find user " + userPart + ": no matching entries in passwd file");
    }
    int uid = inRange(number != null ? number : entry.orElseThrow().uid());
    int gid;
    Set<Integer> supplementary = new LinkedHashSet<>();
    if (groupPart.isEmpty()) {
      gid = inRange(entry.map(AccountFile.User::gid).orElse(0L));
      entry.ifPresent(found -> addMemberships(found.name(), supplementary));
    } else {
      gid = group(groupPart, "unable");
    }
    additionalGroups.forEach(added -> supplementary.add(group(added, "Unable")));
    var all = new LinkedHashSet<Integer>();
    all.add(gid);
    all.addAll(supplementary);
    String home =
        entry.map(AccountFile.User::home).filter(found -> !found.isEmpty()).orElse(NO_HOME);
    return new ResolvedUser(uid, gid, new ArrayList<>(all), home);
  }

  private Optional<AccountFile.User> findUser(String name, @Nullable Long number) {
    return AccountFile.users(files.read(PASSWD, LIMIT)).stream()
        .filter(user -> number == null ? user.name().equals(name) : user.uid() == number)
        .findFirst();
  }

  private void addMemberships(String name, Set<Integer> into) {
    for (AccountFile.Group group : groups()) {
      OptionalInt gid = AccountFile.id(group.gid());
      if (gid.isPresent() && group.members().contains(name)) {
        into.add(gid.getAsInt());
      }
    }
  }

  private int group(String text, String unable) {
    @Nullable Long number = AccountFile.number(text);
    if (number != null) {
      return inRange(number);
    }
    return groups().stream()
        .filter(group -> group.name().equals(text))
        .findFirst()
        .map(group -> inRange(group.gid()))
        .orElseThrow(() ->
            HavreException.invalid(
                unable + " to find group " + text + ": no matching entries in group file"));
  }

  private List<AccountFile.Group> groups() {
    List<AccountFile.Group> read = groups;
    if (read == null) {
      read = AccountFile.groups(files.read(GROUP, LIMIT));
      groups = read;
    }
    return read;
  }

  private static int inRange(long number) {
    return AccountFile.id(number)
        .orElseThrow(() -> HavreException.invalid("uids and gids must be in range 0-2147483647"));
  }
}
