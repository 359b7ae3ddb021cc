package havre.engine.lifecycle;

import havre.common.Digest;
import havre.common.HavreException;
import havre.engine.config.CommittedConfig;
import havre.engine.container.CommitOptions;
import havre.engine.container.ContainerConfig;
import havre.images.CommitRequest;
import havre.images.ConfigChanges;
import havre.images.Image;
import havre.oci.image.History;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageDocument;
import havre.oci.image.Platform;
import havre.oci.image.RootFs;
import havre.oci.reference.ImageReference;
import havre.store.diff.ArchivePipe;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Layer;
import havre.store.snapshots.Lease;
import havre.store.snapshots.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes an image of a container's files (`docker commit`).
final class CommitContainer {
  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final PauseContainer pause;

  CommitContainer(
      EngineParts parts, ContainerRegistry registry, ContainerEvents events, PauseContainer pause) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.pause = pause;
  }

  String commit(String ref, CommitOptions options) {
    // What the client wrote is checked before anything is paused.
    ImageReference name = name(options);
    if (ref.isEmpty()) {
      throw HavreException.invalid("invalid name or ID supplied: \"\"");
    }
    Container container = registry.resolve(ref);
    ImageConfig own = CommittedConfig.of(container.definition().spec().config());
    ImageConfig base = options.config() == null ? own : CommittedConfig.of(options.config());
    ImageConfig config = CommittedConfig.merge(ConfigChanges.apply(base, options.changes()), own);
    boolean paused = options.pause() && pause(container);
    try (Lease lease = parts.layers().lease()) {
      Image image = commit(container, options, config, lease);
      if (name != null) {
        parts.images().tag(image.id().toString(), name);
      }
      events.publish(
          container,
          "commit",
          "comment",
          options.comment(),
          "imageID",
          image.id().toString(),
          "imageRef",
          name == null ? "" : name.familiar());
      return image.id().toString();
    } catch (IOException e) {
      throw HavreException.internal("archive the container's files: " + e.getMessage(), e);
    } finally {
      if (paused) {
        resume(container);
      }
    }
  }

  /// Whether it had to be paused: it may end, or be paused by somebody else, at any time.
  private boolean pause(Container container) {
    if (container.run() == null || container.state().paused()) {
      return false;
    }
    try {
      pause.pause(container.id().value());
      return true;
    } catch (HavreException e) {
      if (container.run() == null || container.state().paused()) {
        return false;
      }
      throw e;
    }
  }

  /// Nothing is left to do where the container ended or went meanwhile.
  private void resume(Container container) {
    try {
      pause.unpause(container.id().value());
    } catch (HavreException e) {
      if (container.state().paused() && !container.removed()) {
        throw e;
      }
    }
  }

  private static @Nullable ImageReference name(CommitOptions options) {
    if (options.repository().isEmpty()) {
      return null;
    }
    ImageReference name = ImageReference.parse(options.repository());
    if (name.digest() != null) {
      throw HavreException.invalid("cannot import digest reference");
    }
    return options.tag().isEmpty() ? name.withDefaultTag() : name.withTag(options.tag());
  }

  private Image commit(Container container, CommitOptions options, ImageConfig config, Lease lease)
      throws IOException {
    Layer layer = saveLayer(container, TreeArchive.LayerOptions.PLAIN, lease);
    Optional<Image> parent = parts.images().find(container.definition().imageId());
    ImageDocument document =
        document(container, options, config, diffIds(layer), parent.orElse(null));
    return parts
        .images()
        .commit(new CommitRequest(document, lease, parent.map(Image::id).orElse(null)));
  }

  Layer saveLayer(String ref, TreeArchive.LayerOptions options, Lease lease) {
    try {
      return saveLayer(registry.resolve(ref), options, lease);
    } catch (IOException e) {
      throw HavreException.internal("archive the container's files: " + e.getMessage(), e);
    }
  }

  private Layer saveLayer(Container container, TreeArchive.LayerOptions options, Lease lease)
      throws IOException {
    Snapshot layers = parts.layers().snapshot(container.id().value());
    try (ArchivePipe archive =
        ArchivePipe.from(out -> ContainerLayer.write(layers, options, out))) {
      return parts.layers().register(layers.chainId(), null, archive, lease);
    }
  }

  /// From the lowest layer up.
  private List<Digest> diffIds(Layer uppermost) {
    var ids = new ArrayList<Digest>();
    Layer layer = uppermost;
    while (true) {
      ids.addFirst(layer.diffId());
      Digest below = layer.parent();
      if (below == null) {
        return ids;
      }
      layer =
          parts
              .layers()
              .find(below)
              .orElseThrow(() -> HavreException.internal("layer " + below + " is missing", null));
    }
  }

  private ImageDocument document(
      Container container,
      CommitOptions options,
      ImageConfig config,
      List<Digest> diffIds,
      @Nullable Image parent) {
    ContainerConfig own = container.definition().spec().config();
    Platform platform = parent == null ? Platform.host() : parent.document().platform();
    String created = parts.clock().instant().toString();
    var history = new ArrayList<History>();
    if (parent != null) {
      history.addAll(parent.document().fields().history());
    }
    String command = own.cmd() == null ? "" : String.join(" ", own.cmd());
    history.add(
        new History(
            created,
            emptyAsNull(options.author()),
            command,
            emptyAsNull(options.comment()),
            false));
    return ImageDocument.of(
        new ImageDocument.Fields(
            platform.architecture(),
            platform.variant(),
            platform.os(),
            platform.osVersion(),
            platform.osFeatures(),
            created,
            emptyAsNull(options.author()),
            emptyAsNull(options.comment()),
            container.id().value(),
            CommittedConfig.of(own),
            null,
            config,
            RootFs.of(diffIds),
            history,
            null));
  }

  private static @Nullable String emptyAsNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
