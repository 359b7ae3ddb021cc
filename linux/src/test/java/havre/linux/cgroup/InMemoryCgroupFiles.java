package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A tree of cgroup files in memory. A new directory has the files that a template names, and its
/// `cgroup.controllers` are what the directory above passes on.
final class InMemoryCgroupFiles implements CgroupFiles {
  private final TreeSet<String> directories = new TreeSet<>();
  private final Map<String, String> contents = new LinkedHashMap<>();
  private final Map<String, String> template;
  private final Map<String, Errno> refused = new LinkedHashMap<>();
  private final List<String> writes = new ArrayList<>();

  InMemoryCgroupFiles(String top, Map<String, String> template) {
    this.template = template;
    directories.add(top);
    template.forEach((file, content) -> contents.put(top + "/" + file, content));
  }

  /// Every write so far, as `path=value`.
  List<String> writes() {
    return writes;
  }

  void set(String path, String content) {
    contents.put(path, content);
  }

  /// Makes writes to a file fail.
  void refuse(String path, Errno errno) {
    refused.put(path, errno);
  }

  @Override
  public void makeDirectory(String path) {
    String above = path.substring(0, path.lastIndexOf('/'));
    if (!directories.contains(above)) {
      throw new LinuxException("mkdirat", Errno.ENOENT, path);
    }
    if (!directories.add(path)) {
      throw new LinuxException("mkdirat", Errno.EEXIST, path);
    }
    template.forEach((file, content) -> contents.put(path + "/" + file, content));
    contents.put(path + "/cgroup.subtree_control", "");
    contents.put(
        path + "/cgroup.controllers", contents.getOrDefault(above + "/cgroup.subtree_control", ""));
  }

  @Override
  public void removeDirectory(String path) {
    if (!directories.contains(path)) {
      throw new LinuxException("unlinkat", Errno.ENOENT, path);
    }
    String procs = contents.getOrDefault(path + "/cgroup.procs", "");
    if (!procs.isEmpty() || !directories(path).isEmpty()) {
      throw new LinuxException("unlinkat", Errno.EBUSY, path);
    }
    directories.remove(path);
    contents.keySet().removeIf(file -> file.startsWith(path + "/"));
  }

  @Override
  public boolean exists(String path) {
    return directories.contains(path) || contents.containsKey(path);
  }

  @Override
  public List<String> directories(String path) {
    return directories.stream()
        .filter(directory -> directory.startsWith(path + "/"))
        .map(directory -> directory.substring(path.length() + 1))
        .filter(name -> !name.contains("/"))
        .toList();
  }

  @Override
  public Optional<String> read(String path) {
    return Optional.ofNullable(contents.get(path));
  }

  @Override
  public void write(String path, String value) {
    Errno errno = contents.containsKey(path) ? refused.get(path) : Errno.ENOENT;
    if (errno != null) {
      throw new LinuxException("write", errno, "\"" + value + "\" to " + path);
    }
    writes.add(path + "=" + value);
    contents.put(path, path.endsWith("subtree_control") ? added(path, value) : value);
  }

  @Override
  public void writeEach(String path, List<String> values) {
    values.forEach(value -> write(path, value));
  }

  @Override
  public Fd openForWriting(String path) {
    if (!contents.containsKey(path)) {
      throw new LinuxException("open", Errno.ENOENT, path);
    }
    return Open.path("/dev/null", OpenHow.WRITE);
  }

  @Override
  public boolean await(String path, Predicate<String> wanted, Duration limit) {
    return read(path).map(wanted::test).orElse(false);
  }

  private String added(String path, String value) {
    return (contents.get(path) + " " + value.substring(1)).strip();
  }
}
