package havre.linux.mount;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An overlay that is mounted nowhere: a descriptor holds it, and it is gone with its last holder.
/// Nothing of it shows in the host's mount table.
///
/// Options that would let a layer refer to another are switched off, so that the upper directory
/// always is the plain difference.
///
/// @param lower the read-only directories, topmost first; at least one
/// @param upper where changes go, or empty for a read-only overlay
public record DetachedOverlay(List<Path> lower, Optional<Upper> upper) {
  private static final int MAX_VALUE = 255;
  private static final List<String> SWITCHED_OFF = List.of("index", "metacopy", "redirect_dir");

  /// The writable side.
  ///
  /// @param work an empty directory on the same file system as `directory`
  /// @param forgetful whether nothing is synced to disk, for what is thrown away after a crash
  public record Upper(Path directory, Path work, boolean forgetful) {}

  public DetachedOverlay {
    lower = List.copyOf(lower);
    if (lower.isEmpty()) {
      throw new IllegalArgumentException("an overlay needs a lower directory");
    }
  }

  public static DetachedOverlay writable(List<Path> lower, Path upper, Path work) {
    return new DetachedOverlay(lower, Optional.of(new Upper(upper, work, false)));
  }

  public static DetachedOverlay readOnly(List<Path> lower) {
    return new DetachedOverlay(lower, Optional.empty());
  }

  /// Mounts it, in the way that the kernel knows.
  ///
  /// @return the mount's root directory
  public Fd mount() {
    if (upper.isEmpty() && lower.size() == 1) {
      return mountAlone();
    }
    upper.filter(Upper::forgetful).ifPresent(DetachedOverlay::removeMark);
    try {
      return mountByContext();
    } catch (LinuxException e) {
      if (e.call().equals("fsconfig") && e.is(Errno.EINVAL)) {
        return mountInPassing();
      }
      throw e;
    }
  }

  /// The kernel marks the scratch directory of a forgetful overlay and takes it no second time, as
  /// a crash may have lost what was not synced. Here such a layer is thrown away after a crash.
  private static void removeMark(Upper upper) {
    Path marks = upper.work().resolve("work/incompat");
    try {
      if (Files.deleteIfExists(marks.resolve("volatile/dirty"))) {
        Files.delete(marks.resolve("volatile"));
        Files.delete(marks);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The kernel lays at least two directories over each other; one alone needs none of it.
  private Fd mountAlone() {
    Fd mount = Mounts.copy(lower.getFirst().toString(), false);
    try {
      Mounts.addAttributes(mount, attributes(), false);
      return mount;
    } catch (LinuxException e) {
      mount.close();
      throw e;
    }
  }

  /// By fsopen, with one parameter a layer: kernels from 6.5 on.
  Fd mountByContext() {
    var held = new ArrayList<Fd>();
    try (var context = FileSystemContext.open("overlay")) {
      context.set("source", "overlay");
      for (Path layer : lower) {
        context.set("lowerdir+", shortName(layer, held));
      }
      if (upper.isPresent()) {
        context.set("upperdir", shortName(upper.get().directory(), held));
        context.set("workdir", shortName(upper.get().work(), held));
        if (upper.get().forgetful()) {
          context.setFlag("volatile");
        }
      }
      SWITCHED_OFF.forEach(option -> context.set(option, "off"));
      return context.mount(attributes());
    } finally {
      held.forEach(Fd::close);
    }
  }

  /// By mount(2), in a mount namespace that exists only meanwhile: for older kernels. The options
  /// must fit into a page, so the layers are named by their descriptors, relative to the directory
  /// of those.
  Fd mountInPassing() {
    var held = new ArrayList<Fd>();
    try {
      return NamespaceThread.inNew(Set.of(Namespace.MOUNT), () -> mountHere(held));
    } finally {
      held.forEach(Fd::close);
    }
  }

  private Fd mountHere(List<Fd> held) {
    Mounts.setPropagation("/", Propagation.PRIVATE, true);
    WorkingDirectory.change("/proc/self/fd");
    var options = new ArrayList<String>();
    options.add(
        lower.stream()
            .map(layer -> number(layer, held))
            .collect(Collectors.joining(":", "lowerdir=", "")));
    upper.ifPresent(side -> {
      options.add("upperdir=" + number(side.directory(), held));
      options.add("workdir=" + number(side.work(), held));
      if (side.forgetful()) {
        options.add("volatile");
      }
    });
    SWITCHED_OFF.forEach(option -> options.add(option + "=off"));
    String place = lower.getFirst().toString();
    Mounts.mount("overlay", place, "overlay", 0, String.join(",", options));
    Fd mount = Mounts.copy(place, false);
    try {
      Mounts.addAttributes(mount, attributes(), false);
      return mount;
    } catch (LinuxException e) {
      mount.close();
      throw e;
    }
  }

  private Set<MountAttribute> attributes() {
    return upper.isPresent() ? Set.of() : Set.of(MountAttribute.READ_ONLY);
  }

  /// The path, or where it is too long for a parameter, the link to its descriptor.
  private static String shortName(Path path, List<Fd> held) {
    String text = path.toString();
    return KernelText.encode(text).length <= MAX_VALUE
        ? text
        : "/proc/self/fd/" + number(path, held);
  }

  private static String number(Path path, List<Fd> held) {
    Fd fd = Open.path(path.toString(), OpenHow.PATH_DIRECTORY);
    held.add(fd);
    return Integer.toString(fd.number());
  }
}
