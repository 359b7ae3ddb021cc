package havre.engine.lifecycle;

import havre.common.ContainerId;
import havre.common.HavreException;
import havre.engine.config.ImageDefaults;
import havre.engine.config.SystemMode;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.Containers.CreateRequest;
import havre.engine.container.Containers.Created;
import havre.engine.container.EndpointRequest;
import havre.engine.container.HostOptions;
import havre.engine.launch.OfflineRoot;
import havre.engine.launch.SecurityOptions;
import havre.engine.state.Condition;
import havre.engine.state.Definition;
import havre.images.Image;
import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.fs.Root;
import havre.oci.image.Platform;
import havre.store.snapshots.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Creates a container: a name, a writable layer, its volumes, and its row, which comes last. What
/// lies there without a row is swept away when the engine starts.
final class CreateContainer {
  private static final String JOIN = "container:";

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final SpecDefaults defaults;
  private final ConnectNetwork network;

  CreateContainer(
      EngineParts parts,
      ContainerRegistry registry,
      ContainerEvents events,
      ConnectNetwork network) {
    this.network = network;
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.defaults = new SpecDefaults(parts.confinement(), parts.logs(), parts.launchSettings());
  }

  Created create(CreateRequest request) {
    var warnings = new ArrayList<String>();
    ContainerSpec asked = parts.rules().check(request.spec(), warnings);
    SecurityOptions.parse(asked.host().privileges());
    requireJoined(asked.host().namespaces());
    HostOptions host = defaults.complete(asked.host());
    if (asked.config().image().isEmpty() && asked.config().cmd() == null) {
      throw ContainerErrors.noCommand();
    }
    Image image = parts.images().resolve(asked.config().image(), platform(request));
    ContainerConfig merged = ImageDefaults.merge(asked.config(), image.config());
    Map<String, EndpointRequest> attachments =
        merged.networkDisabled()
            ? Map.of()
            : network.attachments().of(host.networking(), asked.endpoints());
    network.checkLinks(host.networking());
    var id = ContainerId.random();
    var undo = new Undo();
    try {
      String name = reserveName(request.name(), id);
      undo.add(() -> registry.freeName(name, id.value()));
      Snapshot layers = parts.layers().createSnapshot(id.value(), image.chainId());
      undo.add(() -> parts.layers().removeSnapshot(id.value()));
      markAsContainer(layers);
      if (!asked.config().workingDir().equals(image.config().workingDir())) {
        makeDirectory(layers, asked.config().workingDir());
      }
      ContainerSpec spec =
          SystemMode.complete(
              new ContainerSpec(SpecDefaults.withHostname(merged, host, id), host, attachments));
      List<MountPoint> mounts = new MountPoints(parts, id, undo).resolve(spec, layers);
      var definition =
          new Definition(
              id, name, parts.clock().instant(), image.id().toString(), spec, mounts, "linux");
      parts.records().insert(definition, Condition.CREATED);
      registry.add(new Container(definition, Condition.CREATED));
      events.publish(definition, "create");
      return new Created(id.value(), warnings);
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    }
  }

  /// Makes the file by which programs tell that they are in a container, in the container's own
  /// layer: nothing of the image is in the way there.
  private static void markAsContainer(Snapshot layers) {
    Path marker = layers.upper().resolve(".dockerenv");
    try {
      Files.createFile(
          marker,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException e) {
      throw HavreException.internal("create " + marker.getFileName(), e);
    }
  }

  /// A working folder of the container's own is there before it is started.
  private static void makeDirectory(Snapshot layers, String path) {
    if (path.isEmpty() || path.equals("/")) {
      return;
    }
    try (Root root = new Root(OfflineRoot.mount(layers, List.of(), false))) {
      root.makeDirectories(path, 0755, 0, 0).close();
    } catch (LinuxException e) {
      throw HavreException.internal(
          e.is(Errno.ENOTDIR)
              ? "Cannot mkdir: " + path + " is not a directory"
              : "mkdir " + path + ": " + e.errno().text().toLowerCase(Locale.ROOT),
          e);
    }
  }

  private void requireJoined(HostOptions.Namespaces namespaces) {
    for (String mode : List.of(namespaces.ipcMode(), namespaces.pidMode())) {
      if (mode.startsWith(JOIN)) {
        try {
          registry.resolve(mode.substring(JOIN.length()));
        } catch (HavreException e) {
          throw HavreException.invalid(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private String reserveName(String asked, ContainerId id) {
    return asked.isEmpty()
        ? registry.reserveAny(parts.names(), id.value())
        : registry.reserve(asked, id.value());
  }

  private static @Nullable Platform platform(CreateRequest request) {
    return request.platform().isEmpty() ? null : Platform.parse(request.platform());
  }
}
