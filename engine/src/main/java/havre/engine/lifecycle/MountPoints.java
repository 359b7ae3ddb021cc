package havre.engine.lifecycle;

import havre.common.ContainerId;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.config.BindSpec;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.mount.DetachedOverlay;
import havre.store.snapshots.Snapshot;
import havre.volumes.BindSource;
import havre.volumes.Volume;
import havre.volumes.VolumeSpec;
import havre.volumes.Volumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// From what a request wants mounted to the mounts of a new container: makes its volumes, and fills
/// new ones with what the image has at the place.
final class MountPoints {
  private static final String VOLUME = "volume";
  private static final String BIND = "bind";
  private static final String TMPFS = "tmpfs";
  private static final Set<String> PROPAGATIONS =
      Set.of("", "private", "rprivate", "shared", "rshared", "slave", "rslave");

  private final ContainerRegistry registry;
  private final Volumes volumes;
  private final ContainerId id;
  private final Undo undo;
  private final Map<String, MountPoint> points = new LinkedHashMap<>();
  private final List<MountPoint> toFill = new ArrayList<>();

  MountPoints(ContainerRegistry registry, Volumes volumes, ContainerId id, Undo undo) {
    this.registry = registry;
    this.volumes = volumes;
    this.id = id;
    this.undo = undo;
  }

  List<MountPoint> resolve(ContainerSpec spec, Snapshot layers) {
    HostOptions.Storage storage = spec.host().storage();
    storage.volumesFrom().forEach(this::addFrom);
    var own = new LinkedHashMap<String, MountPoint>();
    for (String bind : storage.binds()) {
      MountPoint point = bind(BindSpec.parse(bind), storage.volumeDriver());
      addOwn(own, point);
    }
    for (MountRequest request : storage.mounts()) {
      addOwn(own, request(request));
    }
    for (String target : storage.tmpfs().keySet()) {
      if (own.containsKey(BindSpec.clean(target))) {
        throw duplicate(target);
      }
    }
    points.putAll(own);
    for (String target : spec.config().volumes()) {
      String destination = BindSpec.clean(target);
      boolean taken = points.containsKey(destination) || storage.tmpfs().containsKey(destination);
      if (!taken) {
        points.put(destination, anonymous(destination, storage.volumeDriver()));
      }
    }
    fill(layers);
    return List.copyOf(points.values());
  }

  private static void addOwn(Map<String, MountPoint> own, MountPoint point) {
    if (own.putIfAbsent(point.destination(), point) != null) {
      throw duplicate(point.destination());
    }
  }

  private static HavreException duplicate(String destination) {
    return HavreException.invalid("Duplicate mount point: " + destination);
  }

  private void addFrom(String text) {
    int colon = text.indexOf(':');
    String mode = colon < 0 ? "rw" : text.substring(colon + 1);
    if (!mode.equals("rw") && !mode.equals("ro")) {
      throw HavreException.invalid("invalid mode: " + mode);
    }
    Container from;
    try {
      from = registry.resolve(colon < 0 ? text : text.substring(0, colon));
    } catch (HavreException e) {
      throw new HavreException(ErrorKind.INVALID, e.getMessage(), e);
    }
    for (MountPoint point : from.definition().mounts()) {
      if (point.type().equals(VOLUME)) {
        acquire(point.name());
      }
      points.put(
          point.destination(),
          new MountPoint(
              point.type(),
              point.name(),
              point.source(),
              point.destination(),
              point.driver(),
              point.mode(),
              point.writable() && mode.equals("rw"),
              point.propagation()));
    }
  }

  private MountPoint bind(BindSpec bind, String driver) {
    if (bind.bind()) {
      return new MountPoint(
          BIND,
          "",
          bind.source(),
          bind.destination(),
          "",
          bind.mode(),
          bind.writable(),
          bind.propagation().isEmpty() ? "rprivate" : bind.propagation());
    }
    Volume volume = create(new VolumeSpec(bind.source(), driver, Map.of(), Map.of()));
    return volumePoint(
        volume,
        bind.destination(),
        bind.mode().isEmpty() ? "z" : bind.mode(),
        bind.writable(),
        bind.copyUp());
  }

  private MountPoint request(MountRequest request) {
    String type = request.type();
    if (request.target().isEmpty()) {
      throw invalid(type, "field Target must not be empty");
    }
    if (!request.target().startsWith("/")) {
      throw invalid(
          type, "invalid mount path: '" + request.target() + "' mount path must be absolute");
    }
    String destination = BindSpec.clean(request.target());
    if (destination.equals("/")) {
      throw invalid(type, "invalid specification: destination can't be '/'");
    }
    return switch (type) {
      case BIND -> requestedBind(request, destination);
      case VOLUME -> requestedVolume(request, destination);
      case TMPFS -> {
        if (!request.source().isEmpty()) {
          throw invalid(type, "field Source must not be specified");
        }
        yield new MountPoint(TMPFS, "", "", destination, "", "", !request.readOnly(), "");
      }
      default -> throw invalid(type, "mount type unknown");
    };
  }

  private static MountPoint requestedBind(MountRequest request, String destination) {
    if (request.source().isEmpty()) {
      throw invalid(BIND, "field Source must not be empty");
    }
    MountRequest.BindOptions options = request.bind();
    if (options == null || !options.createMountpoint()) {
      BindSource.existing(request.source());
    }
    String propagation = options == null ? "" : options.propagation();
    if (!PROPAGATIONS.contains(propagation)) {
      throw invalid(BIND, "invalid propagation mode: " + propagation);
    }
    return new MountPoint(
        BIND,
        "",
        BindSpec.clean(request.source()),
        destination,
        "",
        "",
        !request.readOnly(),
        propagation.isEmpty() ? "rprivate" : propagation);
  }

  private MountPoint requestedVolume(MountRequest request, String destination) {
    MountRequest.VolumeOptions options = request.volume();
    if (options != null && !options.subpath().isEmpty()) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "volume subpaths are not supported by this release");
    }
    Volume volume =
        create(
            new VolumeSpec(
                request.source(),
                options == null ? "" : options.driver(),
                options == null ? Map.of() : options.driverOptions(),
                options == null ? Map.of() : options.labels()));
    return volumePoint(
        volume, destination, "z", !request.readOnly(), options == null || !options.noCopy());
  }

  private MountPoint anonymous(String destination, String driver) {
    return volumePoint(
        create(new VolumeSpec("", driver, Map.of(), Map.of())), destination, "", true, true);
  }

  private Volume create(VolumeSpec spec) {
    Volume volume = volumes.create(spec);
    if (spec.name().isEmpty()) {
      undo.add(() -> volumes.remove(volume.name(), true));
    }
    acquire(volume.name());
    return volume;
  }

  private void acquire(String volume) {
    volumes.acquire(volume, id.value());
    undo.add(() -> volumes.release(volume, id.value()));
  }

  private MountPoint volumePoint(
      Volume volume, String destination, String mode, boolean writable, boolean copyUp) {
    var point =
        new MountPoint(
            VOLUME,
            volume.name(),
            volume.mountpoint().toString(),
            destination,
            volume.driver(),
            mode,
            writable,
            "");
    if (copyUp && isEmpty(volume.mountpoint())) {
      toFill.add(point);
    }
    return point;
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(Snapshot layers) {
    if (toFill.isEmpty()) {
      return;
    }
    try (Fd image = DetachedOverlay.readOnly(layers.lower()).mount()) {
      toFill.forEach(point -> volumes.copyUp(point.name(), image, point.destination()));
    } catch (LinuxException e) {
      throw HavreException.internal("fill the volumes: " + e.getMessage(), e);
    }
  }

  private static HavreException invalid(String type, String reason) {
    return HavreException.invalid(
        "invalid mount config for type \"%s\": %s".formatted(type, reason));
  }
}
