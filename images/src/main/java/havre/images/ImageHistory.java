package havre.images;

import havre.common.Digest;
import havre.oci.image.ChainIds;
import havre.oci.image.History;
import havre.oci.image.ImageDocument;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.LayerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// The steps in which an image was made, as `docker history` shows them.
final class ImageHistory {
  private static final String MISSING = "<missing>";

  private final Catalog catalog;
  private final LayerStore layers;

  ImageHistory(Catalog catalog, LayerStore layers) {
    this.catalog = catalog;
    this.layers = layers;
  }

  List<HistoryEntry> of(Image image) {
    ImageDocument document = image.document();
    List<Digest> chain = ChainIds.all(document.diffIds());
    var entries = new ArrayList<HistoryEntry>();
    int layer = 0;
    for (History step : document.fields().history()) {
      long size = 0;
      if (!step.emptyLayer() && layer < chain.size()) {
        size = layers.find(chain.get(layer)).map(l -> l.size()).orElse(0L);
        layer++;
      }
      entries.add(entry(MISSING, step, List.of(), size));
    }
    Collections.reverse(entries);
    Image at = image;
    for (int i = 0; i < entries.size() && at != null; i++) {
      HistoryEntry entry = entries.get(i);
      List<String> tags = at.tags().stream().map(ImageReference::familiar).toList();
      entries.set(
          i,
          new HistoryEntry(
              at.id().toString(),
              entry.created(),
              entry.createdBy(),
              tags,
              entry.size(),
              entry.comment()));
      at = at.parent() == null ? null : catalog.byId().get(at.parent());
    }
    return List.copyOf(entries);
  }

  private static HistoryEntry entry(String id, History step, List<String> tags, long size) {
    Instant created = ImageDocument.instant(step.created());
    return new HistoryEntry(
        id,
        created,
        Objects.requireNonNullElse(step.createdBy(), ""),
        tags,
        size,
        Objects.requireNonNullElse(step.comment(), ""));
  }
}
