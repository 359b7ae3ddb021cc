package havre.runtime.holder;

import havre.linux.Fd;
import havre.linux.cgroup.Cgroup;
import havre.linux.cgroup.CgroupVersion;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.util.List;

/// A child's way into its cgroup: on version 2 it is born there; elsewhere it joins each hierarchy
/// once it is alive.
///
/// @param directory where it is born, or none
/// @param procs the files through which it joins
/// @param path of the cgroup
record CgroupEntry(List<Fd> directory, List<Fd> procs, String path) {

  static CgroupEntry open(CgroupVersion version, Cgroup cgroup) {
    if (version != CgroupVersion.V2) {
      return new CgroupEntry(List.of(), cgroup.openProcs(), cgroup.path());
    }
    String directory = cgroup.directories().getFirst().toString();
    return new CgroupEntry(
        List.of(Open.path(directory, OpenHow.PATH_DIRECTORY)), List.of(), cgroup.path());
  }

  /// Passes the descriptors with a program; the steps that join come later.
  Passed pass(Program program) {
    directory.forEach(fd -> program.bornInCgroup(program.pass(fd)));
    return new Passed(procs.stream().map(program::pass).toList(), path);
  }

  /// The slots that the descriptors have got.
  record Passed(List<Integer> slots, String path) {
    void join(Program program) {
      slots.forEach(slot -> program.cgroupJoin(slot, path));
    }
  }
}
