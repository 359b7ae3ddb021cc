package havre.linux.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A call that 32-bit x86 also reaches through `socketcall(2)` or `ipc(2)`, whose first argument
/// says which one is meant. Its own arguments lie in memory then, where a filter can't look.
///
/// @param carrier the call it goes through
/// @param code the value of the carrier's first argument
record MultiplexedCall(String carrier, int code) {
  private static final List<String> SOCKET_CALLS =
      List.of(
          "socket",
          "bind",
          "connect",
          "listen",
          "accept",
          "getsockname",
          "getpeername",
          "socketpair",
          "send",
          "recv",
          "sendto",
          "recvfrom",
          "shutdown",
          "setsockopt",
          "getsockopt",
          "sendmsg",
          "recvmsg",
          "accept4",
          "recvmmsg",
          "sendmmsg");
  private static final Map<String, Integer> IPC_CALLS =
      Map.ofEntries(
          Map.entry("semop", 1),
          Map.entry("semget", 2),
          Map.entry("semctl", 3),
          Map.entry("semtimedop", 4),
          Map.entry("msgsnd", 11),
          Map.entry("msgrcv", 12),
          Map.entry("msgget", 13),
          Map.entry("msgctl", 14),
          Map.entry("shmat", 21),
          Map.entry("shmdt", 22),
          Map.entry("shmget", 23),
          Map.entry("shmctl", 24));

  static Optional<MultiplexedCall> find(String name) {
    int socketCall = SOCKET_CALLS.indexOf(name);
    if (socketCall >= 0) {
      return Optional.of(new MultiplexedCall("socketcall", socketCall + 1));
    }
    Integer ipcCall = IPC_CALLS.get(name);
    return ipcCall == null ? Optional.empty() : Optional.of(new MultiplexedCall("ipc", ipcCall));
  }

  /// The conditions of a rule on this call, put to the carrier: the first argument says which call
  /// it is, and takes the place of what the rule asked of it.
  List<ArgumentCondition> conditions(List<ArgumentCondition> own) {
    var conditions = new ArrayList<ArgumentCondition>();
    conditions.add(ArgumentCondition.of(0, Comparison.EQUAL, code));
    own.stream().filter(condition -> condition.argument() != 0).forEach(conditions::add);
    return conditions;
  }
}
