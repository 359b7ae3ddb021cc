package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A cgroup in one hierarchy.
///
/// @param path below the mount point; empty is the top
record CgroupDirectory(CgroupFiles files, CgroupMount mount, String path) {
  private static final String PROCS = "cgroup.procs";
  private static final String TASKS = "tasks";

  String name() {
    return mount.directory() + path;
  }

  boolean has(String controller) {
    return mount.controllers().contains(controller);
  }

  /// Makes it, and those above it where they are missing.
  ///
  /// @param prepareAbove is given each directory above, once it is there and before one is made in
  ///   it
  void create(Consumer<CgroupDirectory> prepareAbove) {
    try {
      files.makeDirectory(name());
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) && !path.isEmpty()) {
        createAbove(prepareAbove);
        createAgain();
      } else if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  private void createAbove(Consumer<CgroupDirectory> prepare) {
    CgroupDirectory above = parent();
    if (!above.path.isEmpty()) {
      above.create(prepare);
    }
    prepare.accept(above);
  }

  private void createAgain() {
    try {
      files.makeDirectory(name());
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
    }
  }

  CgroupDirectory parent() {
    return new CgroupDirectory(files, mount, path.substring(0, path.lastIndexOf('/')));
  }

  CgroupDirectory child(String name) {
    return new CgroupDirectory(files, mount, path + "/" + name);
  }

  List<CgroupDirectory> children() {
    return files.directories(name()).stream().map(this::child).toList();
  }

  boolean exists() {
    return files.exists(name());
  }

  boolean hasFile(String file) {
    return files.exists(file(file));
  }

  String file(String file) {
    return name() + "/" + file;
  }

  Optional<String> read(String file) {
    return files.read(file(file)).map(String::strip);
  }

  void write(String file, String value) {
    files.write(file(file), value);
  }

  void writeEach(String file, List<String> values) {
    files.writeEach(file(file), values);
  }

  boolean await(String file, Predicate<String> wanted, Duration limit) {
    return files.await(file(file), wanted, limit);
  }

  Fd openTasks() {
    return files.openForWriting(file(TASKS));
  }

  /// The pids in it and below it.
  List<Integer> processes() {
    var pids = new ArrayList<Integer>();
    addProcesses(pids);
    return pids;
  }

  private void addProcesses(List<Integer> pids) {
    read(PROCS).stream().flatMap(String::lines).map(Integer::valueOf).forEach(pids::add);
    children().forEach(child -> child.addProcesses(pids));
  }

  /// Removes it with those below it; does nothing when it isn't there.
  ///
  /// @throws LinuxException EBUSY when there are processes in it
  void remove() {
    try {
      files.removeDirectory(name());
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return;
      }
      List<CgroupDirectory> children = e.is(Errno.EBUSY) ? children() : List.of();
      if (children.isEmpty()) {
        throw e;
      }
      children.forEach(CgroupDirectory::remove);
      files.removeDirectory(name());
    }
  }
}
