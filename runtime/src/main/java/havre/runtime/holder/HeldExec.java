package havre.runtime.holder;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.process.Signals;
import havre.runtime.RunningExec;

/// An exec as its holder shows it.
final class HeldExec extends HeldProcess implements RunningExec {
  private final String execId;

  HeldExec(String execId, StateDirectory state) {
    super(state);
    this.execId = execId;
  }

  @Override
  public String execId() {
    return execId;
  }

  /// It leads a group of its own. Where it has left that, it is still reached itself.
  @Override
  public void killGroup() {
    if (pid() <= 0 || exit().isPresent()) {
      return;
    }
    try {
      Signals.send(-pid(), Signals.SIGKILL);
    } catch (LinuxException e) {
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
    signal(Signals.SIGKILL);
  }
}
