package havre.daemon;

import havre.common.HavreException;
import havre.engine.event.Events;
import havre.engine.lifecycle.ContainerRegistry;
import havre.engine.state.ContainerRecords;
import havre.engine.state.EngineIdentity;
import havre.engine.state.StoredNetworks;
import havre.engine.state.StoredVolumes;
import havre.images.ImageEvents;
import havre.images.StoredImages;
import havre.store.metadata.Database;
import havre.store.snapshots.OverlayLayerStore;
import havre.volumes.VolumeCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// All that lies in the data root.
record Storage(
    Database database,
    OverlayLayerStore layers,
    StoredImages images,
    VolumeCatalog volumes,
    EngineIdentity identity,
    Path scratch)
    implements AutoCloseable {
  private static final String DATABASE = "havre.db";

  static Storage open(Path dataRoot, ContainerRegistry registry, Events events, Clock clock) {
    Path scratch = emptied(dataRoot.resolve("tmp"));
    Database database =
        Database.open(
            dataRoot.resolve(DATABASE),
            List.of(
                EngineIdentity.SCHEMA,
                OverlayLayerStore.schema(),
                StoredImages.schema(),
                StoredVolumes.SCHEMA,
                StoredNetworks.SCHEMA,
                ContainerRecords.SCHEMA));
    try {
      OverlayLayerStore layers = OverlayLayerStore.open(database, dataRoot);
      ImageEvents imageEvents =
          (action, actor, attributes) -> events.publish("image", action, actor, attributes);
      return new Storage(
          database,
          layers,
          new StoredImages(database, layers, registry::usesOf, imageEvents, clock, scratch),
          new VolumeCatalog(
              dataRoot.resolve("volumes"),
              new StoredVolumes(database),
              (action, name, attributes) -> events.publish("volume", action, name, attributes),
              clock),
          EngineIdentity.load(database, clock.instant()),
          scratch);
    } catch (HavreException | UncheckedIOException e) {
      database.close();
      throw e;
    }
  }

  private static Path emptied(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> tree = Files.walk(directory)) {
          for (Path path : tree.toList().reversed()) {
            Files.delete(path);
          }
        }
      }
      return Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    layers.close();
    database.close();
  }
}
