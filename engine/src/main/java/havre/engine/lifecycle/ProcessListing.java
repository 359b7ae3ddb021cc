package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.Containers.ProcessTable;
import havre.linux.process.MemoryInfo;
import havre.linux.process.ProcessStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A container's processes as `ps` of the host would show them, without running it.
final class ProcessListing {
  private static final Set<String> KNOWN =
      Set.of(
          "uid", "user", "euser", "euid", "pid", "ppid", "pgid", "pgrp", "sid", "sess", "c", "%cpu",
          "pcpu", "%mem", "pmem", "vsz", "rss", "nlwp", "stat", "s", "state", "stime", "start",
          "tty", "tt", "tname", "time", "btime", "comm", "cmd", "command", "args");
  private static final int PAGE_KIB = 4;
  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter EARLIER =
      DateTimeFormatter.ofPattern("MMMdd", Locale.ROOT);

  private final Instant now;
  private final Instant boot;
  private final long totalMemory;
  private final Map<Integer, String> users;

  private ProcessListing(Instant now, Instant boot, long totalMemory, Map<Integer, String> users) {
    this.now = now;
    this.boot = boot;
    this.totalMemory = totalMemory;
    this.users = users;
  }

  static ProcessTable of(List<Integer> pids, String arguments, Instant now) {
    List<String> columns = columns(arguments);
    try {
      double uptime = Double.parseDouble(Files.readString(UPTIME).split(" ")[0]);
      var listing =
          new ProcessListing(
              now,
              now.minus(Duration.ofMillis((long) (uptime * 1000))),
              MemoryInfo.read().total(),
              users());
      var rows = new ArrayList<List<String>>();
      for (int pid : pids) {
        ProcessStatus.of(pid)
            .ifPresent(process ->
                rows.add(columns.stream().map(column -> listing.value(column, process)).toList()));
      }
      return new ProcessTable(columns.stream().map(ProcessListing::title).toList(), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> columns(String arguments) {
    List<String> columns = PsArguments.parse(arguments).columns();
    for (String column : columns) {
      if (!KNOWN.contains(column)) {
        throw HavreException.internal(
            "ps: error: unknown user-defined format specifier \"" + column + "\"", null);
      }
    }
    if (!columns.contains("pid")) {
      throw HavreException.internal("Couldn't find PID field in ps output", null);
    }
    return columns;
  }

  private static String title(String column) {
    return switch (column) {
      case "time", "btime" -> "TIME";
      case "tty", "tt" -> "TTY";
      case "args", "command" -> "COMMAND";
      case "comm" -> "COMMAND";
      case "cmd" -> "CMD";
      case "pgrp", "pgid" -> "PGID";
      case "sess", "sid" -> "SID";
      default -> column.toUpperCase(Locale.ROOT);
    };
  }

  private String value(String column, ProcessStatus process) {
    return switch (column) {
      case "uid", "user", "euser" ->
          users.getOrDefault(process.uid(), Integer.toString(process.uid()));
      case "euid" -> Integer.toString(process.uid());
      case "pid" -> Integer.toString(process.pid());
      case "ppid" -> Integer.toString(process.parent());
      case "pgid", "pgrp" -> Integer.toString(process.group());
      case "sid", "sess" -> Integer.toString(process.session());
      case "c" -> Long.toString((long) processorShare(process));
      case "%cpu", "pcpu" -> "%.1f".formatted(processorShare(process));
      case "%mem", "pmem" ->
          "%.1f".formatted(100.0 * process.residentPages() * PAGE_KIB * 1024 / totalMemory);
      case "vsz" -> Long.toString(process.virtualBytes() / 1024);
      case "rss" -> Long.toString(process.residentPages() * PAGE_KIB);
      case "nlwp" -> Integer.toString(process.threads());
      case "stat" -> stateText(process);
      case "s", "state" -> Character.toString(process.state());
      case "stime", "start" -> startText(process);
      case "tty", "tt", "tname" -> terminal(process.terminal());
      case "time" -> timeText(process, true);
      case "btime" -> timeText(process, false);
      case "comm" -> process.command();
      case "cmd", "command", "args" -> commandLine(process);
      default -> throw new IllegalArgumentException(column);
    };
  }

  /// The state, with a mark for the leader of a session and one for several threads.
  private static String stateText(ProcessStatus process) {
    return process.state()
        + (process.session() == process.pid() ? "s" : "")
        + (process.threads() > 1 ? "l" : "");
  }

  private Instant started(ProcessStatus process) {
    return boot.plusMillis(process.startTicks() * 1000 / ProcessStatus.TICKS_PER_SECOND);
  }

  private static long seconds(ProcessStatus process) {
    return (process.userTicks() + process.systemTicks()) / ProcessStatus.TICKS_PER_SECOND;
  }

  private double processorShare(ProcessStatus process) {
    double lived = Math.max(0.01, Duration.between(started(process), now).toMillis() / 1000.0);
    double used =
        (double) (process.userTicks() + process.systemTicks()) / ProcessStatus.TICKS_PER_SECOND;
    return Math.min(99.9, 100 * used / lived);
  }

  private String startText(ProcessStatus process) {
    ZonedDateTime start = started(process).atZone(ZoneId.systemDefault());
    boolean today = start.toLocalDate().equals(LocalDate.ofInstant(now, ZoneId.systemDefault()));
    return start.format(today ? TODAY : EARLIER);
  }

  private static String timeText(ProcessStatus process, boolean withHours) {
    long seconds = seconds(process);
    return withHours
        ? "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  private static String terminal(int device) {
    int major = device >> 8 & 0xfff;
    int minor = device & 0xff | device >> 12 & 0xfff00;
    return switch (major) {
      case 0 -> "?";
      case 4 -> "tty" + minor;
      default -> major >= 136 && major < 144 ? "pts/" + minor : "?";
    };
  }

  private static String commandLine(ProcessStatus process) {
    return process.arguments().isEmpty()
        ? "[" + process.command() + "]"
        : String.join(" ", process.arguments());
  }

  private static Map<Integer, String> users() throws IOException {
    var users = new HashMap<Integer, String>();
    if (Files.exists(ACCOUNTS)) {
      for (String line : Files.readAllLines(ACCOUNTS)) {
        String[] fields = line.split(":");
        if (fields.length > 2 && fields[2].matches("\\d{1,9}")) {
          users.putIfAbsent(Integer.parseInt(fields[2]), fields[0]);
        }
      }
    }
    return users;
  }
}
