package havre.linux.process;

import havre.linux.Errno;
import havre.linux.KernelText;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import java.util.List;
import java.util.Optional;

/// What `/proc/PID` tells of a process.
///
/// @param command the name of its executable, at most 15 bytes
/// @param state a letter: `R` runs, `S` sleeps, `Z` has ended …
/// @param terminal the device number of its controlling terminal, or 0
/// @param userTicks processor time in 1/100 s
/// @param systemTicks processor time in the kernel, in 1/100 s
/// @param startTicks 1/100 s from boot to its start; tells it from an earlier process of the same
///   pid
/// @param virtualBytes size of its address space
/// @param residentPages pages in memory
/// @param uid its effective user
/// @param arguments its command line, empty for what has ended or belongs to the kernel
public record ProcessStatus(
    int pid,
    String command,
    char state,
    int parent,
    int group,
    int session,
    int terminal,
    long userTicks,
    long systemTicks,
    int threads,
    long startTicks,
    long virtualBytes,
    long residentPages,
    int uid,
    List<String> arguments) {
  public static final int TICKS_PER_SECOND = 100;

  private static final int FILE_LIMIT = 4 << 20;

  /// The process, or empty when there is none of this pid.
  public static Optional<ProcessStatus> of(int pid) {
    try (var directory = Open.path("/proc/" + pid, OpenHow.PATH_DIRECTORY)) {
      var root = new Root(directory);
      return Optional.of(
          parse(content(root, "stat"), content(root, "cmdline"), FileStatus.of(directory).uid()));
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The command stands in brackets and may hold blanks and brackets itself, so it ends at the last
  /// one.
  static ProcessStatus parse(byte[] stat, byte[] commandLine, int uid) {
    String text = KernelText.decode(stat);
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    String[] f = text.substring(close + 2).strip().split(" ", -1);
    return new ProcessStatus(
        Integer.parseInt(text.substring(0, open).strip()),
        text.substring(open + 1, close),
        f[0].charAt(0),
        Integer.parseInt(f[1]),
        Integer.parseInt(f[2]),
        Integer.parseInt(f[3]),
        Integer.parseInt(f[4]),
        Long.parseLong(f[11]),
        Long.parseLong(f[12]),
        Integer.parseInt(f[17]),
        Long.parseLong(f[19]),
        Long.parseLong(f[20]),
        Long.parseLong(f[21]),
        uid,
        arguments(commandLine));
  }

  private static List<String> arguments(byte[] commandLine) {
    String text = KernelText.decode(commandLine);
    if (text.isEmpty()) {
      return List.of();
    }
    return List.of(
        (text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).split("\0", -1));
  }

  private static byte[] content(Root root, String name) {
    try (var file = root.open(name, OpenHow.READ)) {
      return Io.readFully(file, FILE_LIMIT);
    }
  }
}
