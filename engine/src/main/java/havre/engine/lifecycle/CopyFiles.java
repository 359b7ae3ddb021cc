package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.PathArchive;
import havre.engine.container.PathStatus;
import havre.engine.launch.MountPlan;
import havre.engine.launch.OfflineRoot;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.FileSystemStatistics;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.runtime.user.OpenedRootFiles;
import havre.runtime.user.ResolvedUser;
import havre.runtime.user.UserResolver;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.TreeArchive;
import havre.store.diff.TreeExtraction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Copies files out of containers and into them (`docker cp`).
///
/// Of one that runs the files are those that its processes see. Of one that does not, its layers
/// and volumes are mounted for the purpose; while files are copied into it, it cannot be started.
final class CopyFiles {
  /// The kernel's own devices are not copied along with a whole root.
  private static final Set<String> EMPTIED = Set.of("//dev", "./dev", "/dev");

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  CopyFiles(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  PathStatus status(String ref, String path) {
    Container container = registry.resolve(ref);
    try (Root root = root(container, ref)) {
      return status(root, ref, path);
    }
  }

  PathArchive archive(String ref, String path) {
    Container container = registry.resolve(ref);
    Root root = root(container, ref);
    try {
      PathStatus status = status(root, ref, path);
      events.publish(container, "archive-path");
      return new OpenedPath(root, PathNames.clean(path), status);
    } catch (RuntimeException e) {
      root.close();
      throw e;
    }
  }

  void extract(
      String ref, String path, boolean keepKinds, boolean ownedByUser, InputStream archive) {
    Container container = registry.resolve(ref);
    Run run = container.run();
    if (run != null) {
      try (Root root = new Root(run.process().openRoot())) {
        extract(container, ref, root, path, keepKinds, ownedByUser, archive);
      }
    } else {
      try (var _ = container.beginPresent(ref);
          Root root = root(container)) {
        extract(container, ref, root, path, keepKinds, ownedByUser, archive);
      }
    }
    events.publish(container, "extract-to-dir");
  }

  /// The root of a container's files. Of one that runs no lock is needed, nor for reading on.
  private Root root(Container container, String ref) {
    Run run = container.run();
    if (run != null) {
      return new Root(run.process().openRoot());
    }
    try (var _ = container.beginPresent(ref)) {
      return root(container);
    }
  }

  /// To be called within a transition.
  private Root root(Container container) {
    Run run = container.run();
    if (run != null) {
      return new Root(run.process().openRoot());
    }
    try (MountPlan mounts = parts.launchPlan().mounts(container.definition())) {
      return new Root(
          OfflineRoot.mount(
              parts.layers().snapshot(container.id().value()),
              mounts.mounts(),
              container.definition().spec().host().storage().readonlyRootfs()));
    } catch (LinuxException e) {
      throw HavreException.internal("mount the container's files: " + e.getMessage(), e);
    } finally {
      new VolumeUse(parts).unmount(container.definition());
    }
  }

  private static PathStatus status(Root root, String ref, String path) {
    String cleaned = PathNames.clean(path);
    try {
      FileStatus status = look(root, cleaned);
      return new PathStatus(
          PathNames.base(cleaned),
          status.size(),
          FileModes.of(status),
          Instant.ofEpochSecond(status.modifiedSeconds(), status.modifiedNanos()),
          status.isSymlink() ? PathNames.followed(root, cleaned) : "");
    } catch (LinuxException e) {
      throw failed("lstat", ref, path, cleaned, e);
    }
  }

  private static FileStatus look(Root root, String cleaned) {
    boolean follow = cleaned.endsWith("/") || cleaned.endsWith("/.");
    OpenHow how = follow ? OpenHow.PATH_DIRECTORY : OpenHow.PATH.noFollow();
    try (Fd place = root.open(cleaned, how)) {
      return FileStatus.of(place);
    }
  }

  private static HavreException failed(
      String call, String ref, String path, String cleaned, LinuxException e) {
    if (e.is(Errno.ENOENT)) {
      return HavreException.notFound("Could not find the file " + path + " in container " + ref);
    }
    return HavreException.internal(
        call + " " + cleaned + ": " + e.errno().text().toLowerCase(Locale.ROOT), e);
  }

  private static void extract(
      Container container,
      String ref,
      Root root,
      String path,
      boolean keepKinds,
      boolean ownedByUser,
      InputStream archive) {
    String cleaned = PathNames.clean(path);
    requireWritableDirectory(root, ref, path, cleaned);
    TreeExtraction.Owner owner = null;
    String name = container.definition().spec().config().user();
    if (ownedByUser && !name.isEmpty()) { // Without a user the archive's owners stay.
      ResolvedUser user = UserResolver.resolve(name, List.of(), new OpenedRootFiles(root));
      owner = new TreeExtraction.Owner(user.uid(), user.gid());
    }
    try {
      TreeExtraction.unpack(
          archive, root.fd(), cleaned, new TreeExtraction.Options(keepKinds, owner));
    } catch (MalformedArchiveException e) {
      throw HavreException.internal(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw HavreException.internal("read the archive: " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw HavreException.internal(
          "%s %s: %s".formatted(e.call(), e.object(), e.errno().text()), e);
    }
  }

  private static void requireWritableDirectory(Root root, String ref, String path, String cleaned) {
    try (Fd place = root.open(cleaned, OpenHow.PATH)) {
      FileStatus status = FileStatus.of(place);
      if (!status.isDirectory()) {
        throw HavreException.internal("extraction point is not a directory", null);
      }
      if (FileSystemStatistics.of(place).readOnly()) {
        boolean own = status.mountId() == FileStatus.of(root.fd()).mountId();
        throw HavreException.internal(
            own ? "container rootfs is marked read-only" : "mounted volume is marked read-only",
            null);
      }
    } catch (LinuxException e) {
      throw failed("lstat", ref, path, cleaned, e);
    }
  }

  /// What an archive is made of; keeps the root open.
  private record OpenedPath(Root root, String cleaned, PathStatus status) implements PathArchive {

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try {
        if (look(root, cleaned).isDirectory()) {
          try (Fd directory = root.open(cleaned, OpenHow.DIRECTORY)) {
            Set<String> emptied =
                status.name().equals("/") || cleaned.equals("/.") ? EMPTIED : Set.of();
            TreeArchive.writeDirectory(directory, status.name(), emptied, out);
          }
          return;
        }
        try (Root.Place place = root.place(cleaned);
            Fd parent = Open.again(place.directory(), OpenHow.DIRECTORY)) {
          TreeArchive.writeEntry(parent, place.name(), status.name(), out);
        }
      } catch (LinuxException e) {
        throw HavreException.internal("read " + cleaned + ": " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      root.close();
    }
  }
}
