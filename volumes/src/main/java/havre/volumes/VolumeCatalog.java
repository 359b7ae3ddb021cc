package havre.volumes;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.common.plugin.PluginSockets;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All volumes: which there are, who uses them, and whose driver keeps them.
///
/// A record is written after the volume is made and removed before it is, so a crash leaves at most
/// a directory that no record names; those are swept away at start.
public final class VolumeCatalog implements Volumes {
  private final VolumeDrivers drivers;
  private final VolumeRecords records;
  private final VolumeEvents events;
  private final InstantSource clock;
  private final ConcurrentNavigableMap<String, Volume> volumes = new ConcurrentSkipListMap<>();
  private final Users users = new Users();
  private final NameLocks locks = new NameLocks();
  private final ReentrantLock pruning = new ReentrantLock();

  /// @param root where local volumes lie
  public VolumeCatalog(Path root, VolumeRecords records, VolumeEvents events, InstantSource clock) {
    this(root, records, events, clock, PluginSockets.STANDARD);
  }

  VolumeCatalog(
      Path root,
      VolumeRecords records,
      VolumeEvents events,
      InstantSource clock,
      PluginSockets plugins) {
    this.records = records;
    this.events = events;
    this.clock = clock;
    var local = new LocalDriver(root, this::optionsOf);
    this.drivers = new VolumeDrivers(local, plugins);
    for (Volume volume : records.load()) {
      volumes.put(volume.name(), volume);
    }
    VolumeTree.sweep(root, volumes.keySet());
  }

  private Map<String, String> optionsOf(String name) {
    Volume volume = volumes.get(name);
    return volume == null ? Map.of() : volume.options();
  }

  @Override
  public Volume create(VolumeSpec spec) {
    return create(spec, null);
  }

  @Override
  public Volume createFor(VolumeSpec spec, String containerId) {
    return create(spec, containerId);
  }

  private Volume create(VolumeSpec spec, @Nullable String user) {
    boolean anonymous = spec.name().isEmpty();
    String name = anonymous ? RandomIds.next() : spec.name();
    return locks.with(
        name,
        () -> {
          Volume present = volumes.get(name);
          Volume volume = present == null ? make(name, spec, anonymous) : matching(present, spec);
          if (user != null) {
            users.add(name, user);
          }
          return volume;
        });
  }

  private Volume matching(Volume present, VolumeSpec spec) {
    if (!spec.driver().isEmpty() && !spec.driver().equals(present.driver())) {
      named("create", present.name(), () -> drivers.get(spec.driver()));
      throw HavreException.conflict(
          "create " + present.name() + ": conflict: volume name must be unique");
    }
    return present;
  }

  private Volume make(String name, VolumeSpec spec, boolean anonymous) {
    return named(
        "create",
        name,
        () -> {
          VolumeDriver driver = drivers.get(spec.driver().isEmpty() ? Volume.LOCAL : spec.driver());
          Optional<Volume> known = driver.find(name);
          if (known.isEmpty()) {
            driver.create(name, spec.options());
          }
          var labels = new TreeMap<>(spec.labels());
          if (anonymous) {
            labels.put(Volume.ANONYMOUS_LABEL, "");
          }
          Volume volume = record(name, driver, labels, spec);
          records.put(volume);
          volumes.put(name, volume);
          events.onVolumeEvent("create", name, Map.of("driver", driver.name()));
          return volume;
        });
  }

  private Volume record(
      String name, VolumeDriver driver, Map<String, String> labels, VolumeSpec spec) {
    Path mountpoint =
        driver instanceof LocalDriver local
            ? local.dataOf(name)
            : driver.find(name).map(Volume::mountpoint).orElse(Path.of(""));
    return new Volume(
        name,
        driver.name(),
        mountpoint,
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        labels,
        spec.options(),
        spec.given(),
        driver.scope(),
        Map.of());
  }

  @Override
  public Volume get(String name) {
    Volume volume = volumes.get(name);
    if (volume == null) {
      return drivers.findAnywhere(name).orElseThrow(() -> noSuchVolume(name));
    }
    return volume.driver().equals(Volume.LOCAL) ? volume : asked(volume);
  }

  /// What its driver tells of it now, with the labels from here.
  private Volume asked(Volume volume) {
    return named(
        "get",
        volume.name(),
        () -> {
          VolumeDriver driver = drivers.get(volume.driver());
          Volume told =
              driver
                  .find(volume.name())
                  .orElseThrow(() -> HavreException.notFound("no such volume"));
          return new Volume(
              volume.name(),
              volume.driver(),
              told.mountpoint(),
              told.created().getEpochSecond() == 0 ? volume.created() : told.created(),
              volume.labels(),
              volume.options(),
              volume.given(),
              driver.scope(),
              told.status());
        });
  }

  @Override
  public Optional<Volume> find(String name) {
    return Optional.ofNullable(volumes.get(name));
  }

  @Override
  public VolumeList list(VolumeFilters filters) {
    var warnings = new ArrayList<String>();
    var all = new TreeMap<String, Volume>();
    drivers.listed(warnings).forEach(volume -> all.put(volume.name(), volume));
    all.putAll(volumes);
    return new VolumeList(
        all.values().stream()
            .filter(volume -> filters.accept(volume, !users.of(volume.name()).isEmpty()))
            .toList(),
        List.copyOf(warnings));
  }

  @Override
  public void remove(String name, boolean force) {
    locks.with(
        name,
        () -> {
          Volume volume = volumes.get(name);
          if (volume == null) {
            Optional<Volume> foreign = drivers.findAnywhere(name);
            if (foreign.isEmpty() && force) {
              return true;
            }
            volume = foreign.orElseThrow(() -> noSuchVolume(name));
          }
          refuseUsed(name);
          Volume gone = volume;
          named("remove", name, () -> discard(gone, force));
          return true;
        });
  }

  private void refuseUsed(String name) {
    Set<String> holders = users.of(name);
    if (!holders.isEmpty()) {
      throw HavreException.conflict(
          "remove %s: volume is in use - [%s]".formatted(name, String.join(", ", holders)));
    }
  }

  private boolean discard(Volume volume, boolean force) {
    String name = volume.name();
    VolumeDriver driver;
    try {
      driver = drivers.get(volume.driver());
      if (!(driver instanceof LocalDriver)) {
        driver.remove(name);
      }
    } catch (HavreException e) {
      if (!force) {
        throw e;
      }
      driver = drivers.local(); // the plugin is gone; only what is known here can go
    }
    records.remove(name);
    volumes.remove(name);
    if (volume.driver().equals(Volume.LOCAL)) {
      driver.remove(name);
    }
    events.onVolumeEvent("destroy", name, Map.of("driver", volume.driver()));
    return true;
  }

  @Override
  public VolumePruneReport prune(VolumeFilters filters) {
    if (!pruning.tryLock()) {
      throw HavreException.conflict("a prune operation is already running");
    }
    try {
      var pruned = new ArrayList<String>();
      long space = 0;
      for (Volume volume : volumes.values()) {
        if (volume.isPlain() && filters.prunes(volume)) {
          long size = locks.with(volume.name(), () -> pruneUnused(volume));
          if (size >= 0) {
            space += size;
            pruned.add(volume.name());
          }
        }
      }
      events.onVolumeEvent("prune", "", Map.of("reclaimed", String.valueOf(space)));
      return new VolumePruneReport(List.copyOf(pruned), space);
    } finally {
      pruning.unlock();
    }
  }

  /// @return the bytes that went, or -1 when it stays
  private long pruneUnused(Volume volume) {
    if (!users.of(volume.name()).isEmpty() || !volumes.containsKey(volume.name())) {
      return -1;
    }
    long size = size(volume.name());
    discard(volume, false);
    return size;
  }

  @Override
  public void acquire(String name, String containerId) {
    locks.with(
        name,
        () -> {
          if (!volumes.containsKey(name)) {
            throw noSuchVolume(name);
          }
          users.add(name, containerId);
          return true;
        });
  }

  @Override
  public void release(String name, String containerId) {
    users.remove(name, containerId);
  }

  @Override
  public Set<String> users(String name) {
    return users.of(name);
  }

  @Override
  public VolumeMount mount(String name, String containerId, String subpath) {
    return locks.with(name, () -> driverOf(name).mount(name, containerId, subpath));
  }

  @Override
  public void unmount(String name, String containerId) {
    locks.with(
        name,
        () -> {
          if (volumes.containsKey(name)) {
            driverOf(name).unmount(name, containerId);
          }
          return true;
        });
  }

  @Override
  public void adopt(String name, String containerId, MountedPlace place) {
    locks.with(
        name,
        () -> {
          driverOf(name).adopt(name, containerId, place);
          return true;
        });
  }

  @Override
  public boolean fillable(String name) {
    return driverOf(name).fillable(name);
  }

  @Override
  public void copyUp(String name, String subpath, Fd imageRoot, String path, String containerId) {
    locks.with(
        name,
        () -> {
          try {
            new CopyUp(driverOf(name), name, subpath, containerId).from(imageRoot, path);
          } catch (LinuxException e) {
            throw HavreException.internal("copy up to volume " + name + ": " + e.getMessage(), e);
          }
          return true;
        });
  }

  @Override
  public long size(String name) {
    return VolumeTree.size(get(name).mountpoint());
  }

  private VolumeDriver driverOf(String name) {
    Volume volume = volumes.get(name);
    if (volume == null) {
      throw noSuchVolume(name);
    }
    return drivers.get(volume.driver());
  }

  private static HavreException noSuchVolume(String name) {
    return HavreException.notFound("get " + name + ": no such volume");
  }

  /// Puts before an error what was tried, as Docker does.
  private static <T> T named(String action, String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (HavreException e) {
      throw new HavreException(e.kind(), action + " " + name + ": " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw new HavreException(ErrorKind.INTERNAL, action + " " + name + ": " + e.getMessage(), e);
    }
  }
}
