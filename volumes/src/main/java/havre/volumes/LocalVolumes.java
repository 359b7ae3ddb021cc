package havre.volumes;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Volumes in directories of the data root: `<root>/<name>/_data`, mode 0701 around it as Docker
/// has it.
///
/// A record is written after the directory is made and removed before the directory is, so a crash
/// leaves at most a directory that no record names; [#sweep] takes those away at start.
public final class LocalVolumes implements Volumes {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
  private static final String DATA = "_data";
  private static final String COPYING = "copying";

  private final Path root;
  private final VolumeRecords records;
  private final VolumeEvents events;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Volume> volumes = new TreeMap<>();
  private final Map<String, Set<String>> users = new HashMap<>();

  public LocalVolumes(Path root, VolumeRecords records, VolumeEvents events, InstantSource clock) {
    this.root = root;
    this.records = records;
    this.events = events;
    this.clock = clock;
    for (Volume volume : records.load()) {
      volumes.put(volume.name(), volume);
    }
    sweep();
  }

  @Override
  public Volume create(VolumeSpec spec) {
    boolean anonymous = spec.name().isEmpty();
    String name = anonymous ? RandomIds.next() : checkedName(spec.name());
    if (!spec.driver().isEmpty() && !spec.driver().equals(Volume.LOCAL)) {
      throw HavreException.notFound(
          "error looking up volume plugin %s: plugin \"%s\" not found"
              .formatted(spec.driver(), spec.driver()));
    }
    if (!spec.options().isEmpty()) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED,
          "create %s: options of the local driver are not supported: %s"
              .formatted(name, String.join(", ", new TreeSet<>(spec.options().keySet()))));
    }
    lock.lock();
    try {
      Volume present = volumes.get(name);
      if (present != null) {
        return present;
      }
      var labels = new TreeMap<>(spec.labels());
      if (anonymous) {
        labels.put(Volume.ANONYMOUS_LABEL, "");
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      Path data = root.resolve(name).resolve(DATA);
      makeDirectories(root.resolve(name), data);
      var volume = new Volume(name, Volume.LOCAL, data, now, Map.copyOf(labels), Map.of());
      records.put(volume);
      volumes.put(name, volume);
      events.onVolumeEvent("create", name, Map.of("driver", Volume.LOCAL));
      return volume;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Volume get(String name) {
    lock.lock();
    try {
      return present(name);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Volume> list(VolumeFilters filters) {
    lock.lock();
    try {
      return volumes.values().stream().filter(volume -> matches(volume, filters)).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remove(String name, boolean force) {
    lock.lock();
    try {
      if (force && !volumes.containsKey(name)) {
        return;
      }
      present(name);
      Set<String> holders = usersOf(name);
      if (!holders.isEmpty()) {
        throw HavreException.conflict(
            "remove %s: volume is in use - [%s]".formatted(name, String.join(", ", holders)));
      }
      discard(name);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public VolumePruneReport prune(VolumeFilters filters) {
    boolean all = filters.get("all").stream().anyMatch(Set.of("1", "true")::contains);
    lock.lock();
    try {
      var pruned = new ArrayList<String>();
      long space = 0;
      for (Volume volume : List.copyOf(volumes.values())) {
        boolean wanted =
            usersOf(volume.name()).isEmpty()
                && (all || volume.isAnonymous())
                && matchesLabels(volume, filters.get("label"), true)
                && matchesLabels(volume, filters.get("label!"), false);
        if (wanted) {
          space += size(volume.name());
          discard(volume.name());
          pruned.add(volume.name());
        }
      }
      events.onVolumeEvent("prune", "", Map.of("reclaimed", String.valueOf(space)));
      return new VolumePruneReport(List.copyOf(pruned), space);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acquire(String name, String containerId) {
    lock.lock();
    try {
      present(name);
      users.computeIfAbsent(name, _ -> new TreeSet<>()).add(containerId);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(String name, String containerId) {
    lock.lock();
    try {
      Set<String> holders = users.get(name);
      if (holders != null && holders.remove(containerId) && holders.isEmpty()) {
        users.remove(name);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Set<String> users(String name) {
    lock.lock();
    try {
      return Set.copyOf(usersOf(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Fd open(String name) {
    return Open.path(get(name).mountpoint().toString(), OpenHow.PATH_DIRECTORY);
  }

  @Override
  public void copyUp(String name, Fd imageRoot, String path) {
    lock.lock();
    try (Fd source = openSource(imageRoot, path)) {
      if (source == null) {
        return;
      }
      Path data = present(name).mountpoint();
      Path marker = data.resolveSibling(COPYING);
      try (Fd target = Open.path(data.toString(), OpenHow.DIRECTORY)) {
        if (Files.exists(marker)) {
          deleteContents(data);
        } else if (!DirectoryListing.of(target).isEmpty()) {
          return;
        } else {
          Files.createFile(marker);
        }
        TreeCopy.copy(source, target);
        Files.delete(marker);
      }
    } catch (IOException e) {
      throw HavreException.internal("copy up to volume " + name + ": " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw HavreException.internal("copy up to volume " + name + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size(String name) {
    var total = new long[1];
    try {
      Files.walkFileTree(
          get(name).mountpoint(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              total[0] += attributes.size();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // somebody uses the volume
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw HavreException.internal("size of volume " + name + ": " + e.getMessage(), e);
    }
    return total[0];
  }

  private static @Nullable Fd openSource(Fd imageRoot, String path) {
    try {
      return Open.at(imageRoot, path, OpenHow.DIRECTORY.inRoot());
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }

  private static String checkedName(String name) {
    if (name.length() < 2) {
      throw HavreException.invalid(
          "create "
              + name
              + ": volume name is too short, names should be at least two alphanumeric characters");
    }
    if (!NAME.matcher(name).matches()) {
      throw HavreException.invalid(
          ("create %s: \"%s\" includes invalid characters for a local volume name, only"
                  + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory,"
                  + " use absolute path")
              .formatted(name, name));
    }
    return name;
  }

  private Volume present(String name) {
    Volume volume = volumes.get(name);
    if (volume == null) {
      throw HavreException.notFound("get " + name + ": no such volume");
    }
    return volume;
  }

  private Set<String> usersOf(String name) {
    return users.getOrDefault(name, Set.of());
  }

  private void discard(String name) {
    records.remove(name);
    volumes.remove(name);
    deleteTree(root.resolve(name));
    events.onVolumeEvent("destroy", name, Map.of("driver", Volume.LOCAL));
  }

  private boolean matches(Volume volume, VolumeFilters filters) {
    boolean unused = usersOf(volume.name()).isEmpty();
    return filters.get("dangling").stream()
            .allMatch(wish -> Set.of("1", "true").contains(wish) == unused)
        && (filters.get("name").isEmpty()
            || filters.get("name").stream().anyMatch(volume.name()::contains))
        && (filters.get("driver").isEmpty() || filters.get("driver").contains(volume.driver()))
        && matchesLabels(volume, filters.get("label"), true);
  }

  /// A wish is `key` or `key=value`.
  private static boolean matchesLabels(Volume volume, List<String> wishes, boolean present) {
    return wishes.stream().allMatch(wish -> hasLabel(volume, wish) == present);
  }

  private static boolean hasLabel(Volume volume, String wish) {
    int equals = wish.indexOf('=');
    if (equals < 0) {
      return volume.labels().containsKey(wish);
    }
    return wish.substring(equals + 1).equals(volume.labels().get(wish.substring(0, equals)));
  }

  private static void makeDirectories(Path directory, Path data) {
    try {
      Files.createDirectories(data);
      Entries.changeMode(directory, 0701);
      Entries.changeMode(data, 0755);
    } catch (IOException e) {
      throw HavreException.internal("create " + directory + ": " + e.getMessage(), e);
    }
  }

  /// Removes directories that a crash left between a record and its directory.
  private void sweep() {
    try {
      Files.createDirectories(root);
      try (var entries = Files.list(root)) {
        for (Path entry : entries.toList()) {
          if (!volumes.containsKey(entry.getFileName().toString())) {
            deleteTree(entry);
          }
        }
      }
    } catch (IOException e) {
      throw HavreException.internal("volumes in " + root + ": " + e.getMessage(), e);
    }
  }

  private static void deleteTree(Path tree) {
    try {
      deleteContents(tree);
      Files.deleteIfExists(tree);
    } catch (IOException e) {
      throw HavreException.internal("remove " + tree + ": " + e.getMessage(), e);
    }
  }

  /// Follows no link: what a container put into a volume stays a name here.
  private static void deleteContents(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            if (!folder.equals(directory)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
