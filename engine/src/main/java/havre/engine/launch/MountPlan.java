package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.config.BindSpec;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.engine.state.Definition;
import havre.runtime.Mount;
import havre.runtime.Propagation;
import havre.volumes.BindSource;
import havre.volumes.Volumes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is mounted into a container, outer targets first.
final class MountPlan {
  private static final int DEFAULT_TMPFS_MODE = 01777;
  private static final List<String> TMPFS_DEFAULTS = List.of("noexec", "nosuid", "nodev");
  private static final List<String> MOUNT_TMPFS_DEFAULTS = List.of("nosuid", "nodev", "noexec");

  private final Definition definition;
  private final Volumes volumes;
  private final List<Mount> mounts = new ArrayList<>();

  private MountPlan(Definition definition, Volumes volumes) {
    this.definition = definition;
    this.volumes = volumes;
  }

  static List<Mount> of(Definition definition, Volumes volumes, ContainerFiles files) {
    return new MountPlan(definition, volumes).plan(files);
  }

  private List<Mount> plan(ContainerFiles files) {
    definition.mounts().forEach(this::add);
    HostOptions host = definition.spec().host();
    host.storage().tmpfs().forEach((target, options) -> mounts.add(tmpfs(target, options)));
    addOwnFiles(files, host.storage().readonlyRootfs());
    mounts.sort(Comparator.comparingInt(mount -> depth(mount.target())));
    return mounts;
  }

  private static int depth(String target) {
    return target.equals("/") ? 0 : (int) target.chars().filter(c -> c == '/').count();
  }

  private void add(MountPoint point) {
    switch (point.type()) {
      case "tmpfs" -> mounts.add(tmpfsOf(point));
      case "volume" -> {
        Path source = volumes.get(point.name()).mountpoint();
        mounts.add(
            new Mount.Bind(
                source, point.destination(), !point.writable(), true, Propagation.RPRIVATE));
      }
      default -> mounts.add(bind(point));
    }
  }

  private Mount bind(MountPoint point) {
    Optional<MountRequest> request = request(point.destination());
    MountRequest.BindOptions options = request.map(MountRequest::bind).orElse(null);
    boolean mustExist = request.isPresent() && (options == null || !options.createMountpoint());
    Path source =
        mustExist
            ? BindSource.existing(point.source())
            : BindSource.existingOrCreated(point.source());
    return new Mount.Bind(
        source,
        point.destination(),
        !point.writable(),
        options == null || !options.nonRecursive(),
        propagation(point.propagation()));
  }

  private Optional<MountRequest> request(String destination) {
    return definition.spec().host().storage().mounts().stream()
        .filter(request -> request.target().equals(destination))
        .findFirst();
  }

  private static Propagation propagation(String text) {
    return text.isEmpty()
        ? Propagation.RPRIVATE
        : Propagation.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private Mount tmpfsOf(MountPoint point) {
    MountRequest request = request(point.destination()).orElseThrow();
    MountRequest.TmpfsOptions asked = request.tmpfs();
    var options = new ArrayList<>(MOUNT_TMPFS_DEFAULTS);
    if (request.readOnly()) {
      options.add("ro");
    }
    return new Mount.Tmpfs(
        point.destination(),
        asked == null ? 0 : asked.sizeBytes(),
        asked == null || asked.mode() == 0 ? DEFAULT_TMPFS_MODE : asked.mode(),
        options);
  }

  private static Mount tmpfs(String target, String text) {
    long size = 0;
    int mode = DEFAULT_TMPFS_MODE;
    var options = new ArrayList<>(TMPFS_DEFAULTS);
    for (String option : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (option.startsWith("size=")) {
        size = size(option.substring("size=".length()));
      } else if (option.startsWith("mode=")) {
        mode = mode(option.substring("mode=".length()));
      } else {
        replace(options, option);
      }
    }
    return new Mount.Tmpfs(BindSpec.clean(target), size, mode, options);
  }

  /// Adds an option in place of its opposite.
  private static void replace(List<String> options, String option) {
    String opposite = option.startsWith("no") ? option.substring(2) : "no" + option;
    options.remove(opposite);
    if (!options.contains(option)) {
      options.add(option);
    }
  }

  private static long size(String text) {
    try {
      String lower = text.toLowerCase(Locale.ROOT);
      int shift =
          switch (lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
          };
      String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
      return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
    } catch (NumberFormatException | ArithmeticException e) {
      throw HavreException.invalid("invalid tmpfs option: size=" + text);
    }
  }

  private static int mode(String text) {
    try {
      return Integer.parseInt(text, 8);
    } catch (NumberFormatException e) {
      throw HavreException.invalid("invalid tmpfs option: mode=" + text);
    }
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
}
