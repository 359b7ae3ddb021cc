package havre.engine.lifecycle;

import static havre.engine.config.MountRules.BIND;
import static havre.engine.config.MountRules.IMAGE;
import static havre.engine.config.MountRules.TMPFS;
import static havre.engine.config.MountRules.VOLUME;

import havre.common.ContainerId;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.config.BindSpec;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.engine.launch.DataRootBinds;
import havre.engine.launch.ImageTrees;
import havre.images.Image;
import havre.store.snapshots.Snapshot;
import havre.volumes.Volume;
import havre.volumes.VolumeSpec;
import havre.volumes.Volumes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From what a request wants mounted to the mounts of a new container: makes its volumes, and fills
/// new ones with what the image has at the place.
final class MountPoints {
  private static final String DEFAULT_PROPAGATION = "rprivate";

  private final EngineParts parts;
  private final Volumes volumes;
  private final ContainerId id;
  private final Undo undo;
  private final DataRootBinds dataRoot;
  private final Map<String, MountPoint> points = new LinkedHashMap<>();
  private final List<MountPoint> toFill = new ArrayList<>();
  private final Set<String> borrowed = new HashSet<>();

  MountPoints(EngineParts parts, ContainerId id, Undo undo) {
    this.parts = parts;
    this.volumes = parts.volumes();
    this.id = id;
    this.undo = undo;
    this.dataRoot = new DataRootBinds(parts.files().dataRoot());
  }

  List<MountPoint> resolve(ContainerSpec spec, Snapshot layers) {
    HostOptions.Storage storage = spec.host().storage();
    storage.volumesFrom().forEach(this::addFrom);
    var own = new LinkedHashMap<String, MountPoint>();
    for (String text : storage.binds()) {
      BindSpec bind = BindSpec.parse(text, storage.volumeDriver());
      String destination = BindSpec.clean(bind.request().target());
      refuseTaken(
          own.containsKey(destination) || storage.tmpfs().containsKey(destination), destination);
      own.put(destination, point(bind.request(), destination, bind.mode()));
    }
    for (MountRequest request : storage.mounts()) {
      String destination = BindSpec.clean(request.target());
      refuseTaken(own.containsKey(destination), request.target());
      own.put(destination, point(request, destination, ""));
    }
    points.putAll(own);
    var anonymous = addAnonymous(spec);
    giveBackReplaced();
    new ImageContent(volumes, id).fill(toFill, anonymous, layers);
    return List.copyOf(points.values());
  }

  /// Volumes of other containers at whose places something else is mounted are not in use here.
  private void giveBackReplaced() {
    points.values().forEach(point -> borrowed.remove(point.name()));
    borrowed.forEach(name -> volumes.release(name, id.value()));
  }

  private static void refuseTaken(boolean taken, String destination) {
    if (taken) {
      throw HavreException.invalid("Duplicate mount point: " + destination);
    }
  }

  /// Volumes that the image or the request declares, where nothing else is mounted.
  private List<String> addAnonymous(ContainerSpec spec) {
    HostOptions.Storage storage = spec.host().storage();
    var added = new ArrayList<String>();
    for (String target : spec.config().volumes()) {
      String destination = BindSpec.clean(target);
      boolean taken = points.containsKey(destination) || storage.tmpfs().containsKey(destination);
      if (!taken) {
        Volume volume = create(new VolumeSpec("", storage.volumeDriver(), Map.of(), Map.of()));
        points.put(destination, volumePoint(volume, destination, "", true, true, null));
        added.add(destination);
      }
    }
    return added;
  }

  private void addFrom(String text) {
    if (text.isEmpty()) {
      throw HavreException.invalid("volumes-from specification cannot be an empty string");
    }
    int colon = text.indexOf(':');
    String mode = colon < 0 ? "" : text.substring(colon + 1);
    if (!BindSpec.isModeOfVolumesFrom(mode)) {
      throw HavreException.invalid("invalid mode: " + mode);
    }
    Container from;
    try {
      from = parts.registry().resolve(colon < 0 ? text : text.substring(0, colon));
    } catch (HavreException e) {
      throw new HavreException(ErrorKind.INVALID, e.getMessage(), e);
    }
    boolean writable = !List.of(mode.split(",")).contains("ro");
    from.definition().mounts().forEach(point -> addFrom(point, writable));
  }

  private void addFrom(MountPoint point, boolean writable) {
    if (point.type().equals(VOLUME)) {
      volumes.acquire(point.name(), id.value());
      undo.add(() -> volumes.release(point.name(), id.value()));
      borrowed.add(point.name());
    }
    if (point.type().equals(IMAGE)) {
      var image = Digest.parse(point.source());
      keep(image, parts.images().resolve(point.source()).chainId(), point.destination());
    }
    points.put(
        point.destination(),
        new MountPoint(
            point.type(),
            point.name(),
            point.source(),
            point.destination(),
            point.driver(),
            "",
            point.writable() && writable,
            point.propagation(),
            point.request()));
  }

  private MountPoint point(MountRequest request, String destination, String mode) {
    return switch (request.type()) {
      case BIND ->
          new MountPoint(
              BIND,
              "",
              BindSpec.clean(request.source()),
              destination,
              "",
              mode,
              !request.readOnly(),
              propagation(request),
              request);
      case VOLUME -> volume(request, destination, mode);
      case TMPFS ->
          new MountPoint(TMPFS, "", "", destination, "", mode, !request.readOnly(), "", request);
      case IMAGE -> image(request, destination);
      default -> throw new IllegalArgumentException(request.type());
    };
  }

  private String propagation(MountRequest request) {
    MountRequest.BindOptions options = request.bind();
    String asked = options == null ? "" : options.propagation();
    String needed = dataRoot.propagation(request.source(), options != null, asked);
    return needed.isEmpty() ? DEFAULT_PROPAGATION : needed;
  }

  private MountPoint volume(MountRequest request, String destination, String mode) {
    MountRequest.VolumeOptions options = request.volume();
    Volume volume =
        create(
            new VolumeSpec(
                request.source(),
                options == null ? "" : options.driver(),
                options == null ? Map.of() : options.driverOptions(),
                options == null ? Map.of() : options.labels()));
    boolean local = volume.driver().equals(Volume.LOCAL);
    return volumePoint(
        volume,
        destination,
        mode.isEmpty() && local ? "z" : mode,
        !request.readOnly(),
        options == null || !options.noCopy(),
        request);
  }

  /// An image is always read-only.
  private MountPoint image(MountRequest request, String destination) {
    Image image = parts.images().resolve(request.source());
    keep(image.id(), image.chainId(), destination);
    return new MountPoint(
        IMAGE,
        request.source(),
        image.id().toString(),
        destination,
        "",
        "",
        false,
        DEFAULT_PROPAGATION,
        request);
  }

  /// Keeps the layers of an image for as long as the container is there.
  private void keep(Digest imageId, @Nullable Digest chainId, String destination) {
    if (chainId == null) {
      throw HavreException.invalid("image " + imageId + " has no files to mount");
    }
    String key = ImageTrees.key(id.value(), destination);
    parts.layers().createSnapshot(key, chainId);
    undo.add(() -> parts.layers().removeSnapshot(key));
  }

  private Volume create(VolumeSpec spec) {
    Volume volume = volumes.createFor(spec, id.value());
    if (spec.name().isEmpty()) {
      undo.add(() -> volumes.remove(volume.name(), true));
    }
    undo.add(() -> volumes.release(volume.name(), id.value()));
    return volume;
  }

  private MountPoint volumePoint(
      Volume volume,
      String destination,
      String mode,
      boolean writable,
      boolean copyUp,
      @Nullable MountRequest request) {
    var point =
        new MountPoint(
            VOLUME,
            volume.name(),
            volume.mountpoint().toString(),
            destination,
            volume.driver(),
            mode,
            writable,
            "",
            request);
    boolean below = request != null && !request.subpath().isEmpty();
    if (copyUp && (request == null || below || volumes.fillable(volume.name()))) {
      toFill.add(point);
    }
    return point;
  }
}
