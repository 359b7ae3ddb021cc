package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ImageDocument;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.store.metadata.Database;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which images and names there are: the rows in the state file, and the [Catalog] that readers
/// see.
///
/// Changes go one at a time, each as one transaction together with the uses of layers; the picture
/// is replaced after the transaction is committed.
final class ImageLedger {
  private final Database database;
  private final LayerStore layers;
  private final InstantSource clock;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Catalog catalog;

  ImageLedger(Database database, LayerStore layers, InstantSource clock) {
    this.database = database;
    this.layers = layers;
    this.clock = clock;
    this.catalog = read();
  }

  Catalog catalog() {
    return catalog;
  }

  /// Adds an image whose layers are in the store, with or without a name. One that is there already
  /// is left as it is and gets the name.
  Image add(ImageDocument document, @Nullable Digest parent, @Nullable ImageReference name) {
    return add(document, parent, name, null);
  }

  /// As above; `step` finds it again.
  Image add(
      ImageDocument document,
      @Nullable Digest parent,
      @Nullable ImageReference name,
      @Nullable String step) {
    changing.lock();
    try {
      boolean present = catalog.byId().containsKey(document.id());
      database.write(transaction -> {
        if (!present) {
          ImageRecords.insert(transaction, document, parent);
          Digest chainId = document.chainId();
          if (chainId != null) {
            layers.use(transaction, chainId, user(document.id()));
          }
        }
        if (step != null) {
          ImageRecords.setStep(transaction, step, document.id());
        }
        if (name != null) {
          ImageRecords.tag(transaction, name, document.id(), clock.instant());
        }
        return null;
      });
      refresh(Stream.concat(Stream.of(document.id()), holders(name)));
      return present(document.id());
    } finally {
      changing.unlock();
    }
  }

  /// The image that a build step made last, if it is still there.
  Optional<Image> madeBy(String step) {
    return database
        .read(transaction -> ImageRecords.madeBy(transaction, step))
        .map(id -> catalog.byId().get(id));
  }

  /// Gives a name to an image beside those that it has for other platforms. Of all of them the name
  /// alone means the one for this machine, if it is among them.
  void tagBeside(Digest id, ImageReference name) {
    changing.lock();
    try {
      Platform platform = present(id).document().platform();
      List<Image> there = catalog.under(name);
      boolean leads =
          there.isEmpty()
              || Platform.host().accepts(platform)
              || platform.isSameAs(there.getFirst().document().platform());
      var all = new ArrayList<Digest>();
      for (Image other : there) {
        if (!other.id().equals(id) && !platform.isSameAs(other.document().platform())) {
          all.add(other.id());
        }
      }
      all.add(leads ? 0 : all.size(), id);
      database.write(transaction -> {
        ImageRecords.tag(transaction, name, all.getFirst(), clock.instant());
        for (Digest other : all.subList(1, all.size())) {
          ImageRecords.addVariant(transaction, name, other);
        }
        return null;
      });
      refresh(Stream.concat(Stream.of(id), there.stream().map(Image::id)));
    } finally {
      changing.unlock();
    }
  }

  void tag(Digest id, ImageReference name) {
    changing.lock();
    try {
      present(id);
      database.write(transaction -> {
        ImageRecords.tag(transaction, name, id, clock.instant());
        return null;
      });
      refresh(Stream.concat(Stream.of(id), holders(name)));
    } finally {
      changing.unlock();
    }
  }

  /// Takes a name from an image.
  void untag(ImageReference name, Digest id) {
    changing.lock();
    try {
      Stream<Digest> before = holders(name);
      database.write(transaction -> {
        ImageRecords.untag(transaction, name, id);
        return null;
      });
      refresh(before);
    } finally {
      changing.unlock();
    }
  }

  /// Deletes an image and its names.
  ///
  /// @return the layers that went with it, uppermost first
  List<Layer> delete(Digest id) {
    changing.lock();
    try {
      database.write(transaction -> {
        ImageRecords.delete(transaction, id);
        layers.release(transaction, user(id));
        return null;
      });
      refresh(related(id));
      return layers.collect();
    } finally {
      changing.unlock();
    }
  }

  /// Runs several changes with nobody's in between.
  <T> T exclusively(java.util.function.Supplier<T> work) {
    changing.lock();
    try {
      return work.get();
    } finally {
      changing.unlock();
    }
  }

  /// An image and all that have a name with it.
  private Stream<Digest> related(Digest id) {
    Image image = catalog.byId().get(id);
    return Stream.concat(
        Stream.of(id),
        image == null ? Stream.empty() : image.references().stream().flatMap(this::holders));
  }

  private Image present(Digest id) {
    Image image = catalog.byId().get(id);
    if (image == null) {
      throw HavreException.notFound("No such image: " + id);
    }
    return image;
  }

  private static String user(Digest id) {
    return "image:" + id;
  }

  /// The image that has a name so far.
  private Stream<Digest> holders(@Nullable ImageReference name) {
    return name == null ? Stream.empty() : catalog.under(name).stream().map(Image::id);
  }

  private Catalog read() {
    return database.read(transaction -> {
      Map<ImageReference, Digest> names = ImageRecords.references(transaction);
      Map<ImageReference, List<Digest>> variants = ImageRecords.variants(transaction);
      Map<Digest, List<ImageReference>> byImage =
          names.keySet().stream().collect(Collectors.groupingBy(names::get));
      variants.forEach((name, ids) -> {
        for (Digest id : ids) {
          byImage.computeIfAbsent(id, _ -> new ArrayList<>()).add(name);
        }
      });
      var byId = new HashMap<Digest, Image>();
      for (ImageRecords.Row row : ImageRecords.rows(transaction)) {
        Digest id = row.document().id();
        byId.put(id, image(row, byImage.getOrDefault(id, List.of())));
      }
      names.values().retainAll(byId.keySet());
      return new Catalog(byId, names, variants);
    });
  }

  /// Reads some images and their names again; all others are as they were.
  private void refresh(Stream<Digest> changed) {
    Set<Digest> ids = changed.collect(Collectors.toSet());
    var byId = new HashMap<>(catalog.byId());
    var names = new HashMap<>(catalog.names());
    byId.keySet().removeAll(ids);
    names.values().removeAll(ids);
    catalog =
        database.read(transaction -> {
          Map<ImageReference, List<Digest>> variants = ImageRecords.variants(transaction);
          for (Digest id : ids) {
            Map<ImageReference, Digest> own = ImageRecords.references(transaction, id);
            var all = new HashSet<ImageReference>(own.keySet());
            variants.forEach((name, others) -> {
              if (others.contains(id)) {
                all.add(name);
              }
            });
            for (ImageRecords.Row row : ImageRecords.rows(transaction, id)) {
              byId.put(id, image(row, all));
              names.putAll(own);
            }
          }
          return new Catalog(byId, names, variants);
        });
  }

  private Image image(ImageRecords.Row row, Collection<ImageReference> names) {
    ImageDocument document = row.document();
    Digest chainId = document.chainId();
    return new Image(
        document,
        names.stream().sorted(Comparator.comparing(ImageReference::toString)).toList(),
        row.parent(),
        chainId == null || layers.find(chainId).isEmpty() ? 0 : layers.chainSize(chainId),
        row.lastTagged());
  }
}
