package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.MountRequest;
import havre.volumes.BindSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules for a mount, whether of `--mount` or of `-v`, with Docker's texts.
public final class MountRules {
  public static final String VOLUME = "volume";
  public static final String BIND = "bind";
  public static final String TMPFS = "tmpfs";
  public static final String IMAGE = "image";
  static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> TMPFS_OPTIONS = Set.of("exec", "noexec");

  private MountRules() {}

  /// Refuses an entry of `--mount` that cannot be.
  static void checkEntry(MountRequest mount) {
    refuseOptions(mount.bind(), "BindOptions", BIND, mount);
    refuseOptions(mount.volume(), "VolumeOptions", VOLUME, mount);
    refuseOptions(mount.image(), "ImageOptions", IMAGE, mount);
    refuseOptions(mount.tmpfs(), "TmpfsOptions", TMPFS, mount);
    check(mount);
    if (mount.type().equals(BIND)) {
      MountRequest.BindOptions options = mount.bind();
      if (options == null || !options.createMountpoint()) {
        BindSource.existing(mount.source());
      }
    }
  }

  private static void refuseOptions(
      @Nullable Object options, String name, String type, MountRequest mount) {
    if (options != null && !mount.type().equals(type)) {
      throw HavreException.invalid(
          "%s must not be specified on mount type \"%s\"".formatted(name, mount.type()));
    }
  }

  /// Refuses what cannot be, whether or not its source is there.
  static void check(MountRequest mount) {
    if (mount.target().isEmpty()) {
      throw missing(mount, "Target");
    }
    if (BindSpec.clean(mount.target()).equals("/")) {
      throw invalid(mount, "invalid specification: destination can't be '/'");
    }
    requireAbsolute(mount, mount.target());
    switch (mount.type()) {
      case BIND -> checkBind(mount);
      case VOLUME -> checkVolume(mount);
      case TMPFS -> checkTmpfs(mount);
      case IMAGE -> checkImage(mount);
      default -> throw invalid(mount, "mount type unknown");
    }
  }

  private static void checkBind(MountRequest mount) {
    if (mount.source().isEmpty()) {
      throw missing(mount, "Source");
    }
    MountRequest.BindOptions options = mount.bind();
    if (options != null
        && !options.propagation().isEmpty()
        && !PROPAGATIONS.contains(options.propagation())) {
      throw invalid(mount, "invalid propagation mode: " + options.propagation());
    }
    refuse(mount, mount.volume(), "VolumeOptions");
    requireAbsolute(mount, mount.source());
  }

  private static void checkVolume(MountRequest mount) {
    refuse(mount, mount.bind(), "BindOptions");
    boolean anonymous = mount.source().isEmpty();
    if (!mount.subpath().isEmpty()) {
      if (anonymous) {
        throw invalid(mount, "must not set Subpath when using anonymous volumes");
      }
      requireLocal(mount);
    }
    if (mount.readOnly() && anonymous) {
      throw invalid(mount, "must not set ReadOnly mode when using anonymous volumes");
    }
  }

  private static void checkTmpfs(MountRequest mount) {
    refuse(mount, mount.bind(), "BindOptions");
    if (!mount.source().isEmpty()) {
      throw invalid(mount, "field Source must not be specified");
    }
    MountRequest.TmpfsOptions options = mount.tmpfs();
    for (List<String> option : options == null ? List.<List<String>>of() : options.options()) {
      if (option.isEmpty() || option.size() > 2) {
        throw invalid(mount, "invalid option array length");
      }
      if (!TMPFS_OPTIONS.contains(option.getFirst())) {
        throw invalid(mount, "invalid option: " + option.getFirst());
      }
    }
  }

  private static void checkImage(MountRequest mount) {
    if (mount.source().isEmpty()) {
      throw missing(mount, "Source");
    }
    if (!mount.subpath().isEmpty()) {
      requireLocal(mount);
    }
  }

  /// The path may not be absolute nor lead out by `..`.
  private static void requireLocal(MountRequest mount) {
    String path = mount.subpath();
    int depth = 0;
    for (String part : path.split("/", -1)) {
      depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
      if (depth < 0) {
        break;
      }
    }
    if (depth < 0 || path.startsWith("/")) {
      throw invalid(mount, "subpath must be a relative path within the " + VOLUME);
    }
  }

  private static void requireAbsolute(MountRequest mount, String path) {
    if (!path.startsWith("/")) {
      throw invalid(mount, "invalid mount path: '" + path + "' mount path must be absolute");
    }
  }

  private static void refuse(MountRequest mount, @Nullable Object options, String field) {
    if (options != null) {
      throw invalid(mount, "field " + field + " must not be specified");
    }
  }

  private static HavreException missing(MountRequest mount, String field) {
    return invalid(mount, "field " + field + " must not be empty");
  }

  private static HavreException invalid(MountRequest mount, String reason) {
    return HavreException.invalid(
        "invalid mount config for type \"%s\": %s".formatted(mount.type(), reason));
  }
}
