package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.config.MountRules;
import havre.engine.config.SystemMode;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.engine.state.Definition;
import havre.linux.Fd;
import havre.runtime.Mount;
import havre.runtime.Propagation;
import havre.volumes.BindSource;
import havre.volumes.VolumeMount;
import havre.volumes.Volumes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is mounted into a container, outer targets first. Holds mounts that were made ready until
/// it is closed, which must be after the start; the container's copies stay.
public final class MountPlan implements AutoCloseable {
  private final Definition definition;
  private final Volumes volumes;
  private final ImageTrees images;
  private final Path dataRoot;
  private final List<Mount> mounts = new ArrayList<>();
  private final List<Fd> held = new ArrayList<>();

  private MountPlan(Definition definition, Volumes volumes, ImageTrees images, Path dataRoot) {
    this.dataRoot = dataRoot;
    this.definition = definition;
    this.volumes = volumes;
    this.images = images;
  }

  /// @throws havre.common.HavreException when something is not there or cannot be mounted; nothing
  ///   stays held then, but volumes stay mounted for the container
  static MountPlan of(
      Definition definition, Volumes volumes, ImageTrees images, ContainerFiles files) {
    var plan = new MountPlan(definition, volumes, images, files.dataRoot());
    try {
      plan.fill(files);
      return plan;
    } catch (RuntimeException e) {
      plan.close();
      throw e;
    }
  }

  /// In the order in which they are made.
  public List<Mount> mounts() {
    return mounts;
  }

  private void fill(ContainerFiles files) {
    definition.mounts().forEach(point -> mounts.add(mount(point)));
    HostOptions host = definition.spec().host();
    host.storage()
        .tmpfs()
        .forEach((target, options) -> mounts.add(TmpfsMount.ofFlag(target, options)));
    if (SystemMode.isSystem(definition.spec())) {
      TmpfsMount.OF_SYSTEMS.forEach(this::addUnlessReplaced);
    }
    addOwnFiles(files, host.storage().readonlyRootfs());
    mounts.sort(Comparator.comparingInt(mount -> depth(mount.target())));
  }

  private void addUnlessReplaced(Mount standard) {
    if (mounts.stream().noneMatch(mount -> mount.target().equals(standard.target()))) {
      mounts.add(standard);
    }
  }

  private static int depth(String target) {
    return target.equals("/") ? 0 : (int) target.chars().filter(c -> c == '/').count();
  }

  private Mount mount(MountPoint point) {
    return switch (point.type()) {
      case MountRules.TMPFS -> TmpfsMount.ofRequest(point);
      case MountRules.VOLUME -> volume(point);
      case MountRules.IMAGE -> {
        Fd tree =
            images.mount(
                ImageTrees.key(definition.id().value(), point.destination()),
                point.source(),
                subpath(point));
        held.add(tree);
        yield new Mount.Detached(tree, point.name(), point.destination(), true);
      }
      default -> bind(point);
    };
  }

  private static String subpath(MountPoint point) {
    return point.request() == null ? "" : point.request().subpath();
  }

  private Mount volume(MountPoint point) {
    boolean readOnly = !point.writable();
    return switch (volumes.mount(point.name(), definition.id().value(), subpath(point))) {
      case VolumeMount.Directory directory ->
          Mount.Bind.of(directory.path(), point.destination(), readOnly);
      case VolumeMount.Tree tree -> {
        held.add(tree.tree());
        yield new Mount.Detached(
            tree.tree(), tree.source().toString(), point.destination(), readOnly);
      }
    };
  }

  private Mount bind(MountPoint point) {
    MountRequest request = point.request();
    MountRequest.BindOptions options = request == null ? null : request.bind();
    if (options != null && request != null) {
      refuseConflicts(options, request.readOnly());
    }
    // What `-v` names is made when it is not there; what `--mount` names is checked at its
    // creation.
    Path source =
        isEntry(point) && (options == null || !options.createMountpoint())
            ? BindSource.existing(point.source())
            : BindSource.existingOrCreated(point.source());
    return new Mount.Bind(
        source,
        point.destination(),
        access(point, options),
        options == null || !options.nonRecursive(),
        propagation(source, point.propagation()));
  }

  private static void refuseConflicts(MountRequest.BindOptions options, boolean readOnly) {
    String conflict = "";
    if (!readOnly && options.readOnlyNonRecursive()) {
      conflict = "!ReadOnly && BindOptions.ReadOnlyNonRecursive";
    } else if (!readOnly && options.readOnlyForceRecursive()) {
      conflict = "!ReadOnly && BindOptions.ReadOnlyForceRecursive";
    } else if (options.readOnlyNonRecursive() && options.readOnlyForceRecursive()) {
      conflict = "ReadOnlyNonRecursive && BindOptions.ReadOnlyForceRecursive";
    }
    if (!conflict.isEmpty()) {
      throw HavreException.internal("mount options conflict: " + conflict, null);
    }
  }

  private boolean isEntry(MountPoint point) {
    MountRequest request = point.request();
    return request != null && definition.spec().host().storage().mounts().contains(request);
  }

  private static Mount.Access access(MountPoint point, MountRequest.@Nullable BindOptions options) {
    if (point.writable()) {
      return Mount.Access.READ_WRITE;
    }
    return options != null && options.readOnlyNonRecursive()
        ? Mount.Access.READ_ONLY_TOP
        : Mount.Access.READ_ONLY;
  }

  private Propagation propagation(Path source, String text) {
    if (text.isEmpty()) {
      return Propagation.RPRIVATE;
    }
    var wanted = Propagation.valueOf(text.toUpperCase(Locale.ROOT));
    boolean passesOn = wanted != Propagation.PRIVATE && wanted != Propagation.RPRIVATE;
    boolean ownChoice = !isDataRoots(source); // for the data root's binds it is the engine's
    if (passesOn && ownChoice) {
      HostMounts.read().require(source, wanted);
    }
    return wanted;
  }

  private boolean isDataRoots(Path source) {
    return source.startsWith(dataRoot) || dataRoot.startsWith(source);
  }

  private void addOwnFiles(ContainerFiles files, boolean readonly) {
    String id = definition.id().value();
    addFile(files.resolvConf(id), "/etc/resolv.conf", readonly);
    addFile(files.hostname(id), "/etc/hostname", readonly);
    addFile(files.hosts(id), "/etc/hosts", readonly);
  }

  private void addFile(Path source, String target, boolean readonly) {
    boolean replaced = mounts.stream().anyMatch(mount -> mount.target().equals(target));
    if (!replaced && Files.exists(source)) {
      mounts.add(Mount.Bind.of(source, target, readonly));
    }
  }

  @Override
  public void close() {
    held.forEach(Fd::close);
  }
}
