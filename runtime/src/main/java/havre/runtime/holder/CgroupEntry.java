package havre.runtime.holder;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.cgroup.Cgroup;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.util.List;

/// A child's way into its cgroup: where there is a hierarchy of version 2 it is born there; those
/// of version 1 it joins once it is alive.
///
/// @param directory where it is born, or none
/// @param tasks the files through which it joins
/// @param path of the cgroup
record CgroupEntry(List<Fd> directory, List<Fd> tasks, String path) {

  static CgroupEntry open(Cgroup cgroup) {
    List<Fd> tasks = cgroup.openTasks();
    try {
      List<Fd> birthplace =
          cgroup.birthplace().stream()
              .map(place -> Open.path(place.toString(), OpenHow.PATH_DIRECTORY))
              .toList();
      return new CgroupEntry(birthplace, tasks, cgroup.path());
    } catch (LinuxException e) {
      tasks.forEach(Fd::close);
      throw e;
    }
  }

  /// Passes the descriptors with a program; the steps that join come later.
  Passed pass(Program program) {
    directory.forEach(fd -> program.bornInCgroup(program.pass(fd)));
    return new Passed(tasks.stream().map(program::pass).toList(), path);
  }

  /// The slots that the descriptors have got.
  record Passed(List<Integer> slots, String path) {
    void join(Program program) {
      slots.forEach(slot -> program.cgroupJoin(slot, path));
    }
  }
}
