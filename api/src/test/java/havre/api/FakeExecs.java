package havre.api;

import havre.common.HavreException;
import havre.engine.container.StreamSession;
import havre.engine.exec.ExecSpec;
import havre.engine.exec.ExecView;
import havre.engine.exec.Execs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Execs that are remembered and never run.
public final class FakeExecs implements Execs {
  public final Map<String, ExecSpec> specs = new HashMap<>();
  public HavreException failure;

  @Override
  public String create(String containerRef, ExecSpec spec) {
    String id = "e" + specs.size();
    specs.put(id, spec);
    return id;
  }

  @Override
  public StreamSession start(String execId, boolean tty, List<Integer> consoleSize) {
    return new FakeSession(spec(execId).tty(), failure);
  }

  @Override
  public void startDetached(String execId, boolean tty, List<Integer> consoleSize) {
    spec(execId);
  }

  @Override
  public void resize(String execId, int rows, int columns) {
    spec(execId);
  }

  @Override
  public ExecView inspect(String execId) {
    return new ExecView(execId, "c".repeat(64), spec(execId), "", false, 0, 12);
  }

  private ExecSpec spec(String id) {
    ExecSpec spec = specs.get(id);
    if (spec == null) {
      throw HavreException.notFound("No such exec instance: " + id);
    }
    return spec;
  }
}
