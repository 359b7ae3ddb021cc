package havre.linux.cgroup;

import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A cgroup in the single hierarchy of version 2.
record V2Cgroup(String path, CgroupDirectory directory) implements Cgroup {

  void create(CgroupLimits limits) {
    try {
      directory.create(_ -> {});
      V2Limits.passControllersTo(directory);
      new V2Limits(directory).apply(limits);
      if (!limits.devices().isEmpty()) {
        DeviceFilter.attach(directory.name(), DeviceProgram.compile(limits.devices()));
      }
    } catch (LinuxException e) {
      throw Removal.undo(this, e);
    }
  }

  @Override
  public boolean exists() {
    return directory.exists();
  }

  @Override
  public List<Path> directories() {
    return List.of(Path.of(directory.name()));
  }

  @Override
  public void limit(CgroupLimits limits) {
    new V2Limits(directory).apply(limits);
  }

  @Override
  public Optional<Path> birthplace() {
    return Optional.of(Path.of(directory.name()));
  }

  @Override
  public List<Fd> openTasks() {
    return List.of();
  }

  @Override
  public List<Integer> processes() {
    return directory.processes();
  }

  @Override
  public void signal(int signal) {
    Members.signal(processes(), signal);
  }

  @Override
  public void kill() {
    if (!control().kill()) {
      Members.killUntilNoneIsForked(this::processes);
      thaw();
    }
  }

  @Override
  public void freeze(Duration limit) {
    control().freeze(limit);
  }

  @Override
  public void thaw() {
    control().thaw();
  }

  @Override
  public boolean isFrozen() {
    return control().isFrozen();
  }

  @Override
  public CgroupStatistics statistics() {
    return V2Statistics.read(directory);
  }

  @Override
  public Optional<Path> oomFile() {
    return directory.hasFile("memory.events")
        ? Optional.of(Path.of(directory.file("memory.events")))
        : Optional.empty();
  }

  @Override
  public void remove(Duration limit) {
    Removal.of(List.of(directory), this::processes, Optional.of(control())).run(limit);
  }

  private UnifiedControl control() {
    return new UnifiedControl(directory);
  }
}
