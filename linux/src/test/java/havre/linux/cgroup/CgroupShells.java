package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Pipe;
import havre.linux.process.ExitStatus;
import havre.linux.process.Pidfd;
import havre.linux.process.Signals;
import havre.linux.process.Spawn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Shells that run in a cgroup; what still runs at the end is killed.
final class CgroupShells implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Pidfd> children = new ArrayList<>();

  /// Starts a shell in the cgroup; it has run up to its first line of output or its reading.
  int joined(Cgroup cgroup, String script) {
    return joined(cgroup, "", script);
  }

  /// As [#joined(Cgroup, String)], with what must have been done before it counts as running.
  int joined(Cgroup cgroup, String preparation, String script) {
    return start(cgroup, preparation + "echo joined; " + script, "joined\n");
  }

  /// Waits for the shell started last.
  ExitStatus exitOfLast() {
    try (Pidfd child = children.removeLast()) {
      return child.awaitExit(LONG);
    }
  }

  /// What a script writes, run in the cgroup to its end.
  String outputOf(Cgroup cgroup, String script) {
    try (Pipe pipe = Pipe.create()) {
      spawn(cgroup, script, pipe.writeEnd());
      pipe.writeEnd().close();
      return new String(Io.readFully(pipe.readEnd(), 10_000), StandardCharsets.UTF_8);
    }
  }

  private int start(Cgroup cgroup, String script, String announcement) {
    try (Pipe pipe = Pipe.create()) {
      int pid = spawn(cgroup, script, pipe.writeEnd());
      var buffer = NativeBuffer.allocate(announcement.length());
      assertThat(Io.read(pipe.readEnd(), buffer, 0, announcement.length())).isPositive();
      return pid;
    }
  }

  /// The shell joins by its descriptors from 3 on; its standard input never ends, as it is the end
  /// of a pipe whose other end it has itself.
  private int spawn(Cgroup cgroup, String script, Fd output) {
    List<Fd> procs = new ArrayList<>(cgroup.openTasks());
    cgroup
        .birthplace()
        .map(place -> Open.path(place + "/cgroup.procs", OpenHow.READ_WRITE))
        .ifPresent(procs::add);
    try (Fd errors = Open.path("/dev/null", OpenHow.READ_WRITE);
        Pipe endless = Pipe.create()) {
      var descriptors = new ArrayList<Fd>();
      descriptors.add(endless.readEnd());
      descriptors.add(output);
      descriptors.add(errors);
      descriptors.add(endless.writeEnd());
      descriptors.addAll(procs);
      StringBuilder join = new StringBuilder();
      for (int i = 0; i < procs.size(); i++) {
        join.append("echo 0 > /proc/self/fd/").append(4 + i).append(" || exit 99; ");
      }
      int pid =
          new Spawn(
                  "/bin/bash",
                  List.of("bash", "-c", join + script),
                  List.of("PATH=/usr/bin:/bin"),
                  descriptors,
                  true)
              .start();
      children.add(Pidfd.open(pid));
      return pid;
    } finally {
      procs.forEach(Fd::close);
    }
  }

  Pidfd last() {
    return children.getLast();
  }

  @Override
  public void close() {
    while (!children.isEmpty()) {
      if (!last().hasEnded()) {
        last().signal(Signals.SIGKILL);
      }
      exitOfLast();
    }
  }
}
