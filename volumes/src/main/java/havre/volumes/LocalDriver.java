package havre.volumes;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Volumes in directories of the data root: `<root>/<name>/_data`, mode 0701 around it as Docker
/// has it. Those with options are mounted while containers use them, see [OptionMounts].
final class LocalDriver implements VolumeDriver {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
  private static final String DATA = "_data";
  private static final String COPYING = "copying";

  private final Path root;
  private final Function<String, Map<String, String>> optionsOf;
  private final OptionMounts mounts = new OptionMounts();

  /// @param optionsOf the options that a volume was made with
  LocalDriver(Path root, Function<String, Map<String, String>> optionsOf) {
    this.root = root;
    this.optionsOf = optionsOf;
  }

  @Override
  public String name() {
    return Volume.LOCAL;
  }

  @Override
  public String scope() {
    return Volume.SCOPE;
  }

  @Override
  public void create(String volume, Map<String, String> options) {
    checkName(volume);
    LocalOptions.check(options);
    Path directory = root.resolve(volume);
    Path data = dataOf(volume);
    try {
      Files.createDirectories(data);
      Entries.changeMode(directory, 0701);
      Entries.changeMode(data, 0755);
    } catch (IOException e) {
      throw HavreException.internal("create " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void checkName(String name) {
    if (name.length() < 2) {
      throw HavreException.invalid(
          "volume name is too short, names should be at least two alphanumeric characters");
    }
    if (!NAME.matcher(name).matches()) {
      throw HavreException.invalid(
          ("\"%s\" includes invalid characters for a local volume name, only"
                  + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory,"
                  + " use absolute path")
              .formatted(name));
    }
  }

  @Override
  public void remove(String volume) {
    mounts.forget(volume, dataOf(volume));
    VolumeTree.delete(root.resolve(volume));
  }

  /// Only what has a record is a local volume; the directory is not asked.
  @Override
  public Optional<Volume> find(String volume) {
    return Optional.empty();
  }

  @Override
  public List<Volume> list() {
    return List.of();
  }

  Path dataOf(String volume) {
    return root.resolve(volume).resolve(DATA);
  }

  @Override
  public VolumeMount mount(String volume, String user, String subpath) {
    Map<String, String> options = optionsOf.apply(volume);
    Path data = dataOf(volume);
    if (!options.isEmpty()) {
      return new VolumeMount.Tree(
          mounts.mount(volume, user, LocalOptions.of(options), data, subpath), data);
    }
    return subpath.isEmpty() ? new VolumeMount.Directory(data) : below(data, subpath);
  }

  @Override
  public void unmount(String volume, String user) {
    mounts.unmount(volume, user, dataOf(volume));
  }

  @Override
  public void adopt(String volume, String user, MountedPlace place) {
    Map<String, String> options = optionsOf.apply(volume);
    if (!options.isEmpty()) {
      mounts.adopt(volume, user, LocalOptions.of(options), dataOf(volume), place);
    }
  }

  /// A mount of what lies below a directory. The kernel resolves the path and holds what it found,
  /// so that nobody exchanges it for a link meanwhile.
  static VolumeMount.Tree below(Path directory, String subpath) {
    try (Fd base = Open.path(directory.toString(), OpenHow.PATH_DIRECTORY);
        Fd found = Open.at(base, subpath, OpenHow.PATH.beneath())) {
      return new VolumeMount.Tree(Mounts.copy(found, true), directory.resolve(subpath));
    } catch (LinuxException e) {
      throw subpathError(directory, subpath, e);
    }
  }

  private static HavreException subpathError(Path base, String subpath, LinuxException e) {
    if (e.is(Errno.EXDEV) || e.is(Errno.ELOOP)) {
      return HavreException.internal(
          "path concatenation escapes the base directory, base: %s, subpath: %s"
              .formatted(base, subpath),
          e);
    }
    Path path = base.resolve(subpath);
    return HavreException.internal(
        "cannot access path %s: lstat %s: %s".formatted(path, path, KernelWords.of(e.errno())), e);
  }

  @Override
  public boolean fillable(String volume) {
    Path data = dataOf(volume);
    if (!optionsOf.apply(volume).isEmpty() || Files.exists(data.resolveSibling(COPYING))) {
      return true;
    }
    try (Fd directory = Open.path(data.toString(), OpenHow.DIRECTORY)) {
      return DirectoryListing.of(directory).isEmpty();
    }
  }

  /// A mark beside the data tells a later copy that this one did not come to its end.
  @Override
  public void guardCopy(String volume, Runnable copy) {
    Path data = dataOf(volume);
    Path mark = data.resolveSibling(COPYING);
    try {
      if (optionsOf.apply(volume).isEmpty()) {
        if (Files.exists(mark)) {
          VolumeTree.deleteContents(data);
        } else if (!fillable(volume)) {
          return;
        } else {
          Files.createFile(mark);
        }
      }
      copy.run();
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      throw HavreException.internal("copy up to volume " + volume + ": " + e.getMessage(), e);
    }
  }
}
