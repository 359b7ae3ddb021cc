package havre.linux.process;

import havre.linux.LibCall;
import havre.linux.Scratch;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Signals by number and name (signal(7)), and sending them by pid.
public final class Signals {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGPIPE = 13;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGWINCH = 28;
  public static final int SIGRTMIN = 34;
  public static final int SIGRTMAX = 64;

  private static final LibCall KILL = LibCall.returningInt("kill");
  private static final List<String> NAMES =
      List.of(
          "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
          "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
          "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Signals() {}

  /// Sends a signal to a process; to a process group when the pid is negative. 0 as the signal only
  /// asks. A [Pidfd] is safer, as pids are used again.
  public static void send(int pid, int signal) {
    try (var scratch = Scratch.take()) {
      KILL.invoke(scratch, "pid " + pid, pid, signal);
    }
  }

  /// The number of `TERM`, `SIGTERM`, `sigterm`, `15`, `RTMIN+3`; nothing for what is no signal.
  public static OptionalInt parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    if (name.matches("[0-9]{1,3}")) {
      int number = Integer.parseInt(name);
      return number >= 1 && number <= SIGRTMAX ? OptionalInt.of(number) : OptionalInt.empty();
    }
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    return switch (name) {
      case "" -> OptionalInt.empty();
      case "IOT" -> OptionalInt.of(NAMES.indexOf("ABRT"));
      case "CLD" -> OptionalInt.of(SIGCHLD);
      case "POLL" -> OptionalInt.of(NAMES.indexOf("IO"));
      default -> {
        int index = NAMES.indexOf(name);
        yield index > 0 ? OptionalInt.of(index) : parseRealTime(name);
      }
    };
  }

  /// The name with `SIG`, such as `SIGTERM` or `SIGRTMIN+3`.
  public static String name(int signal) {
    if (signal > 0 && signal < NAMES.size()) {
      return "SIG" + NAMES.get(signal);
    }
    if (signal == SIGRTMIN) {
      return "SIGRTMIN";
    }
    if (signal == SIGRTMAX) {
      return "SIGRTMAX";
    }
    if (signal > SIGRTMIN && signal < SIGRTMAX) {
      return "SIGRTMIN+" + (signal - SIGRTMIN);
    }
    return "signal " + signal;
  }

  private static OptionalInt parseRealTime(String name) {
    if (name.matches("RTMIN(\\+[0-9]{1,2})?")) {
      return realTime(SIGRTMIN + offset(name));
    }
    if (name.matches("RTMAX(-[0-9]{1,2})?")) {
      return realTime(SIGRTMAX - offset(name));
    }
    return OptionalInt.empty();
  }

  private static int offset(String name) {
    return name.length() > 6 ? Integer.parseInt(name.substring(6)) : 0;
  }

  private static OptionalInt realTime(int number) {
    return number >= SIGRTMIN && number <= SIGRTMAX ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
