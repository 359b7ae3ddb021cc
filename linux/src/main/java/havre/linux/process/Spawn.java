package havre.linux.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.io.Io;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A program to start with posix_spawn(3), which doesn't copy the JVM's memory.
///
/// The child has exactly the descriptors listed, as 0, 1, 2 …, and none besides; no signal is
/// blocked or ignored in it. With a new session it is no member of the caller's process group.
///
/// @param program the path of the executable
/// @param arguments with the program's name first
/// @param environment as `NAME=value`
/// @param descriptors the child's descriptors from 0 on; they stay the caller's
/// @param newSession whether the child leads a session of its own
public record Spawn(
    String program,
    List<String> arguments,
    List<String> environment,
    List<Fd> descriptors,
    boolean newSession) {
  private static final LibCall POSIX_SPAWN = LibCall.returningInt("posix_spawn");
  private static final LibCall ATTR_INIT = LibCall.returningInt("posix_spawnattr_init");
  private static final LibCall ATTR_DESTROY = LibCall.returningInt("posix_spawnattr_destroy");
  private static final LibCall ATTR_SETFLAGS = LibCall.returningInt("posix_spawnattr_setflags");
  private static final LibCall ATTR_SETSIGMASK = LibCall.returningInt("posix_spawnattr_setsigmask");
  private static final LibCall ATTR_SETSIGDEFAULT =
      LibCall.returningInt("posix_spawnattr_setsigdefault");
  private static final LibCall ACTIONS_INIT = LibCall.returningInt("posix_spawn_file_actions_init");
  private static final LibCall ACTIONS_DESTROY =
      LibCall.returningInt("posix_spawn_file_actions_destroy");
  private static final LibCall ACTIONS_ADDDUP2 =
      LibCall.returningInt("posix_spawn_file_actions_adddup2");
  private static final LibCall ACTIONS_ADDCLOSEFROM =
      LibCall.returningInt("posix_spawn_file_actions_addclosefrom_np");

  private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final int POSIX_SPAWN_SETSID = 0x80;

  /// More than glibc's (336 and 80 bytes) and musl's structures need.
  private static final int STRUCTURE_SIZE = 512;

  private static final int SIGSET_SIZE = 128;

  public Spawn {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    descriptors = List.copyOf(descriptors);
  }

  /// Starts the program; the caller must reap the child by its pid.
  ///
  /// @return the child's pid
  /// @throws LinuxException when it can't be executed
  public int start() {
    var lifted = new ArrayList<Fd>();
    try (var arena = Arena.ofConfined();
        var scratch = Scratch.take()) {
      MemorySegment actions = arena.allocate(STRUCTURE_SIZE, 16);
      MemorySegment attributes = arena.allocate(STRUCTURE_SIZE, 16);
      call(ACTIONS_INIT, scratch, actions.address());
      call(ATTR_INIT, scratch, attributes.address());
      try {
        mapDescriptors(scratch, actions, lifted);
        setAttributes(arena, scratch, attributes);
        MemorySegment pid = arena.allocate(JAVA_INT);
        call(
            POSIX_SPAWN,
            scratch,
            pid.address(),
            scratch.text(program),
            actions.address(),
            attributes.address(),
            strings(arena, arguments).address(),
            strings(arena, environment).address());
        return pid.get(JAVA_INT, 0);
      } finally {
        call(ATTR_DESTROY, scratch, attributes.address());
        call(ACTIONS_DESTROY, scratch, actions.address());
      }
    } finally {
      lifted.forEach(Fd::close);
    }
  }

  /// A source whose number is also a target could be overwritten before its turn, so it is lifted
  /// out of their range first.
  private void mapDescriptors(Scratch scratch, MemorySegment actions, List<Fd> lifted) {
    int count = descriptors.size();
    for (int target = 0; target < count; target++) {
      Fd source = descriptors.get(target);
      if (source.number() < count) {
        source = Io.duplicate(source, count);
        lifted.add(source);
      }
      call(ACTIONS_ADDDUP2, scratch, actions.address(), source.number(), target);
    }
    call(ACTIONS_ADDCLOSEFROM, scratch, actions.address(), count);
  }

  /// The signal sets are filled bit by bit: libc's own functions leave out 32 and 33, which the
  /// JVM's libc would have ignored in the child.
  private void setAttributes(Arena arena, Scratch scratch, MemorySegment attributes) {
    MemorySegment none = arena.allocate(SIGSET_SIZE);
    MemorySegment all = arena.allocate(SIGSET_SIZE).fill((byte) 0xFF);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    call(ATTR_SETSIGMASK, scratch, attributes.address(), none.address());
    call(ATTR_SETSIGDEFAULT, scratch, attributes.address(), all.address());
    call(
        ATTR_SETFLAGS,
        scratch,
        attributes.address(),
        newSession ? flags | POSIX_SPAWN_SETSID : flags);
  }

  private static MemorySegment strings(Arena arena, List<String> values) {
    MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
    for (int i = 0; i < values.size(); i++) {
      array.setAtIndex(JAVA_LONG, i, arena.allocateFrom(checked(values.get(i))).address());
    }
    return array;
  }

  private static String checked(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new LinuxException("posix_spawn", Errno.EINVAL, "an argument contains NUL");
    }
    return value;
  }

  /// These functions return the error number instead of setting errno.
  private void call(LibCall function, Scratch scratch, long... arguments) {
    long error =
        function.attempt(
            scratch,
            arguments[0],
            argument(arguments, 1),
            argument(arguments, 2),
            argument(arguments, 3),
            argument(arguments, 4),
            argument(arguments, 5));
    if (error != 0) {
      throw new LinuxException(function.name(), Errno.of((int) error), program);
    }
  }

  private static long argument(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }
}
