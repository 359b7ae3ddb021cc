package havre.buildkit.cache;

import havre.build.step.StepSource;
import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.Descriptor;
import havre.oci.image.History;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Reads what earlier builds left: a cache, or images whose history tells how they were made.
final class CacheImport {
  private CacheImport() {}

  /// @throws HavreException INVALID for what is neither a cache nor an image
  static StepSource read(CacheStore store) throws IOException {
    CacheStore.Top top = store.top();
    if (MediaTypes.isIndex(top.mediaType())) {
      Index index = Json.read(top.bytes(), Index.class, "index");
      for (Descriptor descriptor : index.manifests()) {
        if (descriptor.mediaType().equals(CacheConfig.MEDIA_TYPE)) {
          return cache(store, descriptor);
        }
      }
      var images = new ArrayList<StepSource>();
      for (Descriptor descriptor : index.manifests()) {
        if (MediaTypes.isManifest(descriptor.mediaType())) {
          images.add(manifest(store, store.manifest(descriptor)));
        }
      }
      return step -> images.stream().flatMap(image -> image.find(step).stream()).findFirst();
    }
    return manifest(store, top.bytes());
  }

  private static StepSource manifest(CacheStore store, byte[] bytes) throws IOException {
    Manifest manifest = Json.read(bytes, Manifest.class, "manifest");
    String type = manifest.config().mediaType();
    if (type.equals(CacheConfig.MEDIA_TYPE)) {
      return cache(store, manifest.config());
    }
    if (!MediaTypes.isImageConfig(type)) {
      throw HavreException.invalid("no cache and no image: " + type);
    }
    ImageDocument document = ImageDocument.parse(store.read(manifest.config()));
    return new OfImage(store, document, manifest.layers());
  }

  private static StepSource cache(CacheStore store, Descriptor descriptor) throws IOException {
    CacheConfig config = Json.read(store.read(descriptor), CacheConfig.class, "cache config");
    var steps = new HashMap<String, StepSource.Kept>();
    for (CacheConfig.Step step : config.records()) {
      CacheConfig.Own own = step.engine();
      if (own == null) {
        continue; // another builder's step, whose key says nothing here
      }
      if (own.layer() >= config.layers().size()) {
        throw HavreException.invalid("the cache names a layer that it does not hold");
      }
      steps.put(
          step.digest(),
          new StepSource.Kept(
              own.created(),
              own.layer() < 0 ? null : layer(store, config.layers().get(own.layer()))));
    }
    return step -> Optional.ofNullable(steps.get(step.key()));
  }

  private static StepSource.KeptLayer layer(CacheStore store, CacheConfig.CachedLayer layer) {
    CacheConfig.Notes notes = layer.annotations();
    return new Fetched(
        store,
        Digest.parse(notes.diffId()),
        Descriptor.of(notes.mediaType(), Digest.parse(layer.blob()), notes.size()));
  }

  private record Fetched(CacheStore store, Digest diffId, Descriptor blob)
      implements StepSource.KeptLayer {
    @Override
    public InputStream open() throws IOException {
      return store.open(blob);
    }
  }

  /// An image's layers stand for the steps that its history tells of.
  private record OfImage(CacheStore store, ImageDocument document, List<Descriptor> layers)
      implements StepSource {
    @Override
    public Optional<Kept> find(Step step) {
      List<History> history =
          Objects.requireNonNullElse(document.fields().history(), List.<History>of());
      List<Digest> diffIds = document.diffIds();
      int done = step.before().size();
      int below = step.layers().size();
      boolean begins =
          done < history.size()
              && step.before().equals(history.subList(0, done))
              && below <= diffIds.size()
              && step.layers().equals(diffIds.subList(0, below));
      if (!begins || !step.createdBy().equals(history.get(done).createdBy())) {
        return Optional.empty();
      }
      History next = history.get(done);
      String created = Objects.requireNonNullElse(next.created(), "");
      if (next.emptyLayer()) {
        return Optional.of(new Kept(created, null));
      }
      return below >= diffIds.size() || below >= layers.size()
          ? Optional.empty()
          : Optional.of(
              new Kept(created, new Fetched(store, diffIds.get(below), layers.get(below))));
    }
  }
}
