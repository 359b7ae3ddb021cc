package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.images.trust.SignaturePolicy;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Registries;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Images in the state file, their layers in the layer store.
public final class StoredImages implements Images {
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final LayerBlobs blobs;
  private final ImageUses uses;
  private final ImageEvents events;
  private final InstantSource clock;
  private final Path scratch;

  /// @param scratch a folder for what is unpacked while an archive is read; emptied by its owner at
  ///   start
  public StoredImages(
      Database database,
      LayerStore layers,
      ImageUses uses,
      ImageEvents events,
      InstantSource clock,
      Path scratch) {
    this.blobs = new LayerBlobs(database);
    this.ledger = new ImageLedger(database, layers, clock);
    this.layers = layers;
    this.uses = uses;
    this.events = events;
    this.clock = clock;
    this.scratch = scratch;
  }

  /// The same images, brought from registries and to them.
  ///
  /// @param downloads a folder in which what has come of large layers is kept until it is whole
  /// @param policy which images may be pulled
  public RegistryImages with(Registries registries, Path downloads, SignaturePolicy policy) {
    return new StoredRegistryImages(
        registries,
        policy,
        ledger,
        layers,
        blobs,
        Downloads.open(downloads, clock.instant()),
        events);
  }

  /// The tables that the database must have.
  public static Schema schema() {
    return ImageRecords.SCHEMA;
  }

  @Override
  public Image resolve(String nameOrId) {
    return ledger.catalog().resolve(nameOrId);
  }

  @Override
  public Image resolve(String nameOrId, @Nullable Platform wished) {
    return ledger.catalog().resolve(nameOrId, wished);
  }

  @Override
  public List<Image> meant(String nameOrId) {
    return ledger.catalog().meant(nameOrId);
  }

  @Override
  public List<Image> sharingNamesWith(Image image) {
    return ledger.catalog().sharingNamesWith(image);
  }

  @Override
  public Descriptor manifest(Image image) {
    return SavedManifest.of(image.document(), layers).descriptor();
  }

  @Override
  public Optional<Image> find(String nameOrId) {
    return ledger.catalog().find(nameOrId);
  }

  @Override
  public List<Image> all() {
    return ledger.catalog().newestFirst();
  }

  @Override
  public List<Image> list(ImageFilters filters, boolean intermediate) {
    Catalog catalog = ledger.catalog();
    var selection = new ImageSelection(catalog, filters, clock.instant());
    return catalog.newestFirst().stream()
        .filter(selection.matching(intermediate))
        .filter(image -> !catalog.isAside(image))
        .map(selection::shown)
        .toList();
  }

  @Override
  public List<HistoryEntry> history(String nameOrId, @Nullable Platform platform) {
    Catalog catalog = ledger.catalog();
    return new ImageHistory(catalog, layers).of(catalog.resolve(nameOrId, platform));
  }

  @Override
  public void tag(String nameOrId, ImageReference name) {
    Image image = resolve(nameOrId);
    List<Image> all = ledger.catalog().meant(nameOrId);
    ledger.exclusively(() -> {
      ledger.tag(image.id(), name);
      all.stream()
          .filter(other -> !other.id().equals(image.id()))
          .forEach(other -> ledger.tagBeside(other.id(), name));
      return null;
    });
    events.onImageEvent("tag", image, name.familiar());
  }

  @Override
  public void tag(List<Image> platforms, ImageReference name) {
    Image first =
        platforms.stream()
            .filter(image -> Platform.host().accepts(image.document().platform()))
            .findFirst()
            .orElse(platforms.getFirst());
    ledger.exclusively(() -> {
      ledger.tag(first.id(), name);
      platforms.forEach(other -> ledger.tagBeside(other.id(), name));
      return null;
    });
    events.onImageEvent("tag", first, name.familiar());
  }

  @Override
  public List<RemovedImage> remove(
      String nameOrId, @Nullable Platform platform, boolean force, boolean prune) {
    return ledger.exclusively(
        () -> new RemoveImage(ledger, uses, events, force, prune).remove(nameOrId, platform));
  }

  @Override
  public PruneReport prune(ImageFilters filters) {
    return ledger.exclusively(
        () -> new PruneImages(ledger, uses, events, clock.instant()).prune(filters));
  }

  @Override
  public PruneReport collect(long high, long low, boolean dry) {
    return ledger.exclusively(
        () -> new CollectImages(ledger, layers, uses, events).collect(high, low, dry));
  }

  @Override
  public List<Image> load(InputStream archive, @Nullable Platform platform, Progress progress)
      throws IOException {
    try (Lease lease = layers.lease();
        var contents = ArchiveReader.read(archive, layers, lease, scratch, progress)) {
      List<Image> loaded = new LoadImages(ledger, platform, progress).load(contents);
      for (Image image : loaded) {
        events.onImageEvent("load", image, image.id().toString());
      }
      return loaded;
    }
  }

  @Override
  public PackedImages pack(Publication publication) throws IOException {
    return PackedImages.of(layers, publication, scratch);
  }

  @Override
  public SavedImages save(List<String> namesOrIds, @Nullable Platform platform) {
    Catalog catalog = ledger.catalog();
    var saved = new SaveImages(layers);
    for (String nameOrId : namesOrIds) {
      List<ImageReference> tags = catalog.tagsOfRepository(nameOrId);
      for (ImageReference tag : tags) {
        saved.add(chosen(catalog, tag.toString(), platform), tag.toString());
      }
      if (tags.isEmpty()) {
        Image image =
            catalog
                .find(nameOrId)
                .orElseThrow(() -> HavreException.notFound("No such image: " + nameOrId));
        boolean byId = catalog.isIdOf(nameOrId, image);
        saved.add(chosen(catalog, nameOrId, platform), byId ? null : nameOrId);
      }
    }
    for (Image image : saved.images()) {
      events.onImageEvent("save", image, image.id().toString());
    }
    return saved;
  }

  private static List<Image> chosen(Catalog catalog, String name, @Nullable Platform platform) {
    return platform == null ? catalog.meant(name) : List.of(catalog.resolve(name, platform));
  }

  @Override
  public Image importImage(ImportRequest request, InputStream archive, Progress progress)
      throws IOException {
    Image image = new ImportImage(ledger, layers, clock).run(request, archive);
    progress.status(null, image.id().toString(), 0, 0);
    if (request.name() != null) {
      events.onImageEvent("tag", image, request.name().withDefaultTag().familiar());
    }
    events.onImageEvent("import", image, image.id().toString());
    return image;
  }

  @Override
  public Image commit(CommitRequest request) {
    Image image = ledger.add(request.document(), request.parent(), null, request.step());
    events.onImageEvent("create", image, image.id().toString());
    return image;
  }

  @Override
  public void built(Image image) {
    events.onImageEvent("create", image, image.id().toString());
  }

  @Override
  public Optional<Image> madeBy(String step) {
    return ledger.madeBy(step);
  }

  @Override
  public long layersSize() {
    long total = 0;
    for (Layer layer : layersOf(ledger.catalog().byId().values())) {
      total += layer.size();
    }
    return total;
  }

  @Override
  public long sharedSize(Image image) {
    var others = new HashMap<Digest, Image>(ledger.catalog().byId());
    others.remove(image.id());
    Set<Layer> theirs = layersOf(others.values());
    long shared = 0;
    for (Layer layer : layersOf(Map.of(image.id(), image).values())) {
      shared += theirs.contains(layer) ? layer.size() : 0;
    }
    return shared;
  }

  private Set<Layer> layersOf(Iterable<Image> images) {
    var all = new HashSet<Layer>();
    for (Image image : images) {
      for (Digest chainId : ChainIds.all(image.document().diffIds())) {
        layers.find(chainId).ifPresent(all::add);
      }
    }
    return all;
  }
}
