package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cgroup in each of the hierarchies of version 1, and in that of version 2 where the machine has
/// it besides: there it is killed, frozen and waited for.
///
/// @param unified in the hierarchy of version 2
record V1Cgroup(String path, List<CgroupDirectory> hierarchies, Optional<CgroupDirectory> unified)
    implements Cgroup {

  void create(CgroupLimits limits) {
    try {
      all().forEach(directory -> directory.create(V1Cgroup::prepareAbove));
      inheritCpuset();
      var files = new V1Limits(hierarchies);
      files.apply(limits);
      files.applyDevices(limits.devices());
    } catch (LinuxException e) {
      throw Removal.undo(this, e);
    }
  }

  @Override
  public boolean exists() {
    return all().anyMatch(CgroupDirectory::exists);
  }

  @Override
  public List<Path> directories() {
    return hierarchies.stream().map(directory -> Path.of(directory.name())).toList();
  }

  @Override
  public void limit(CgroupLimits limits) {
    new V1Limits(hierarchies).apply(limits);
  }

  @Override
  public Optional<Path> birthplace() {
    return unified.map(directory -> Path.of(directory.name()));
  }

  @Override
  public List<Fd> openTasks() {
    var opened = new ArrayList<Fd>();
    try {
      hierarchies.forEach(directory -> opened.add(directory.openTasks()));
      return opened;
    } catch (LinuxException e) {
      opened.forEach(Fd::close);
      throw e;
    }
  }

  @Override
  public List<Integer> processes() {
    return unified.orElseGet(hierarchies::getFirst).processes();
  }

  @Override
  public void signal(int signal) {
    Members.signal(processes(), signal);
  }

  @Override
  public void kill() {
    if (unified.isPresent() && new UnifiedControl(unified.get()).kill()) {
      return;
    }
    Members.killUntilNoneIsForked(this::processes);
    freezer().ifPresent(V1Freezer::thaw);
  }

  @Override
  public void freeze(Duration limit) {
    Optional<UnifiedControl> control = freezingControl();
    if (control.isPresent()) {
      control.get().freeze(limit);
    } else {
      freezer().orElseThrow(this::noFreezer).freeze(limit);
    }
  }

  @Override
  public void thaw() {
    Optional<UnifiedControl> control = freezingControl();
    if (control.isPresent()) {
      control.get().thaw();
    } else {
      freezer().orElseThrow(this::noFreezer).thaw();
    }
  }

  @Override
  public boolean isFrozen() {
    return freezingControl()
        .map(UnifiedControl::isFrozen)
        .orElseGet(() -> freezer().map(V1Freezer::isFrozen).orElse(false));
  }

  @Override
  public CgroupStatistics statistics() {
    return V1Statistics.read(new V1Limits(hierarchies));
  }

  @Override
  public Optional<Path> oomFile() {
    return new V1Limits(hierarchies)
        .find("memory")
        .map(memory -> Path.of(memory.file("memory.oom_control")));
  }

  @Override
  public void remove(Duration limit) {
    Removal.of(all().toList(), this::processes, unified.map(UnifiedControl::new)).run(limit);
  }

  /// The hierarchy of version 2 comes last, so that it is there as long as any other.
  private Stream<CgroupDirectory> all() {
    return Stream.concat(hierarchies.stream(), unified.stream());
  }

  private Optional<UnifiedControl> freezingControl() {
    return unified.map(UnifiedControl::new).filter(UnifiedControl::canFreeze);
  }

  private Optional<V1Freezer> freezer() {
    return new V1Limits(hierarchies).find("freezer").map(V1Freezer::new);
  }

  private LinuxException noFreezer() {
    return new LinuxException("freeze", Errno.ENODEV, path);
  }

  /// What is made below takes over processors and memory nodes from above by itself.
  private static void prepareAbove(CgroupDirectory above) {
    if (above.has("cpuset") && !above.path().isEmpty()) {
      copyCpuset(above);
      above.write("cgroup.clone_children", "1");
    }
  }

  /// Where the cgroup above was made by others, nothing is taken over by itself; without processors
  /// and memory nodes no process can join.
  private void inheritCpuset() {
    hierarchies.stream().filter(directory -> directory.has("cpuset")).forEach(V1Cgroup::copyCpuset);
  }

  private static void copyCpuset(CgroupDirectory directory) {
    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
      if (isEmpty(directory, file)) {
        CgroupDirectory above = directory.parent();
        // Somebody else may be making the one above just now, and not have come so far.
        if (!above.path().isEmpty() && isEmpty(above, file)) {
          copyCpuset(above);
        }
        directory.write(file, above.read(file).orElse(""));
      }
    }
  }

  private static boolean isEmpty(CgroupDirectory directory, String file) {
    return directory.read(file).orElse("").isEmpty();
  }
}
