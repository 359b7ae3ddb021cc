package havre.volumes;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.mount.Mounts;
import havre.linux.mount.Propagation;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import havre.linux.process.Pidfd;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The mounts of local volumes with options. They lie in a mount namespace of the daemon's own, so
/// that the host's mount table never shows them and the kernel takes them away with the daemon; a
/// container gets a copy, which keeps what is in memory alive when the daemon ends.
///
/// Each is mounted when its first container starts and unmounted after its last one ended.
final class OptionMounts {
  private static final System.Logger LOG = System.getLogger(OptionMounts.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<String>> users = new HashMap<>();
  private @Nullable Fd namespace;

  /// A copy of the mount, or of what lies below it, attached nowhere.
  Fd mount(String volume, String user, LocalOptions options, Path data, String subpath) {
    lock.lock();
    try {
      boolean first = !users.containsKey(volume);
      if (first) {
        mount(options, data);
      }
      try {
        Fd copy = inside(() -> copy(data, subpath));
        users.computeIfAbsent(volume, _ -> new TreeSet<>()).add(user);
        return copy;
      } catch (RuntimeException e) {
        if (first) {
          detach(data);
        }
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private static Fd copy(Path data, String subpath) {
    return subpath.isEmpty()
        ? Mounts.copy(data.toString(), true)
        : LocalDriver.below(data, subpath).tree();
  }

  private void mount(LocalOptions options, Path data) {
    var mount = new MountCall(options, data);
    inside(() -> {
      mount.run();
      return true;
    });
  }

  void unmount(String volume, String user, Path data) {
    lock.lock();
    try {
      Set<String> holders = users.get(volume);
      if (holders != null && holders.remove(user) && holders.isEmpty()) {
        users.remove(volume);
        detach(data);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The volume goes; nobody uses it any more.
  void forget(String volume, Path data) {
    lock.lock();
    try {
      if (users.remove(volume) != null) {
        detach(data);
      }
    } finally {
      lock.unlock();
    }
  }

  private void detach(Path data) {
    try {
      inside(() -> {
        Mounts.unmount(data.toString(), Mounts.DETACH | Mounts.NO_FOLLOW);
        return true;
      });
    } catch (LinuxException e) {
      LOG.log(WARNING, "unmount " + data + ": " + e.getMessage());
    }
  }

  /// Takes over from a daemon before this one: what is in memory is had from the container that
  /// still has it, anything else is mounted again.
  void adopt(String volume, String user, LocalOptions options, Path data, MountedPlace place) {
    lock.lock();
    try {
      if (!users.containsKey(volume)) {
        if (options.inMemory()) {
          takeOver(data, place);
        } else {
          mount(options, data);
        }
      }
      users.computeIfAbsent(volume, _ -> new TreeSet<>()).add(user);
    } catch (LinuxException | HavreException e) {
      LOG.log(WARNING, "take over volume=" + volume + ": " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private void takeOver(Path data, MountedPlace place) {
    try (Pidfd process = Pidfd.open(place.pid());
        Fd tree =
            NamespaceThread.inThoseOf(
                process, Set.of(Namespace.MOUNT), () -> memoryAt(place.destination()))) {
      inside(() -> {
        Mounts.attach(tree, data.toString());
        return true;
      });
    }
  }

  private static Fd memoryAt(String destination) {
    try (Fd place = Open.path(destination, OpenHow.PATH_DIRECTORY)) {
      if (FileStatus.of(place).mountId() == FileStatus.ofPath("/").mountId()) {
        throw HavreException.internal("nothing in memory is mounted at " + destination, null);
      }
      return Mounts.copy(place, false);
    }
  }

  private <T> T inside(Supplier<T> action) {
    Fd held = namespace;
    if (held == null) {
      held = NamespaceThread.inNew(Set.of(Namespace.MOUNT), OptionMounts::open);
      namespace = held;
    }
    return NamespaceThread.in(held, Namespace.MOUNT, action);
  }

  /// What is mounted on the host later still comes along, and nothing goes back.
  private static Fd open() {
    Mounts.setPropagation("/", Propagation.SLAVE, true);
    return Open.path("/proc/thread-self/ns/mnt", OpenHow.READ);
  }
}
