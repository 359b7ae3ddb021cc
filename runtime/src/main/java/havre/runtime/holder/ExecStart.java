package havre.runtime.holder;

import static havre.runtime.holder.KernelFlags.CLONE_NEWCGROUP;
import static havre.runtime.holder.KernelFlags.CLONE_NEWIPC;
import static havre.runtime.holder.KernelFlags.CLONE_NEWNET;
import static havre.runtime.holder.KernelFlags.CLONE_NEWNS;
import static havre.runtime.holder.KernelFlags.CLONE_NEWUTS;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.process.Pidfd;
import havre.runtime.ProcessSpec;
import havre.runtime.user.OpenedRootFiles;
import havre.runtime.user.ResolvedUser;
import havre.runtime.user.UserResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One start of an exec: a holder whose child enters all namespaces of the container's first
/// process by its pidfd. Used once.
final class ExecStart {
  private static final int ALL_BUT_PID =
      CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP;

  private final HeldContainer container;
  private final String execId;
  private final ProcessSpec spec;
  private final HolderRuntime runtime;
  private final StartTrace trace;
  private final List<Fd> opened = new ArrayList<>();

  ExecStart(
      HeldContainer container,
      String execId,
      ProcessSpec spec,
      HolderRuntime runtime,
      StartTrace trace) {
    this.container = container;
    this.execId = execId;
    this.spec = spec;
    this.runtime = runtime;
    this.trace = trace;
  }

  HeldExec run() {
    StateDirectory state = container.state().exec(execId);
    state.create();
    var exec = new HeldExec(execId, state);
    try {
      HolderStart holder = runtime.spawn(exec, container.id().shortForm());
      try {
        holder.run(program(state), true, trace, pid -> {});
      } catch (RuntimeException e) {
        holder.abandon();
        throw e;
      }
      return exec;
    } catch (RuntimeException e) {
      state.remove();
      throw e;
    } finally {
      opened.forEach(Fd::close);
    }
  }

  private Program program(StateDirectory state) {
    var program = new Program();
    Fd init = keep(Pidfd.open(container.pid()).fd());
    ResolvedUser user = resolveUser();
    program.state(program.pass(keep(Open.path(state.path().toString(), OpenHow.PATH_DIRECTORY))));
    int slot = program.pass(init);
    program.joinPidNamespace(slot);
    program.mode(spec.terminal(), spec.openStdin());
    CgroupEntry entry = CgroupEntry.open(container.cgroup());
    opened.addAll(entry.directory());
    opened.addAll(entry.tasks());
    CgroupEntry.Passed passed = entry.pass(program);
    program.oomScore(oomScore());
    program.setns(slot, ALL_BUT_PID);
    var process = new ProcessSteps(spec, user, program);
    process.makeTerminal(false);
    passed.join(program);
    process.finish(spec.arguments());
    return program;
  }

  private ResolvedUser resolveUser() {
    return UserResolver.resolve(
        spec.user(),
        spec.additionalGroups(),
        new OpenedRootFiles(new Root(keep(container.openRoot()))));
  }

  /// As the container's first process has it.
  private int oomScore() {
    try {
      var file = Path.of("/proc/" + container.pid() + "/oom_score_adj");
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Fd keep(Fd fd) {
    opened.add(fd);
    return fd;
  }
}
