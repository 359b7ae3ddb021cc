package havre.runtime.holder;

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
}
