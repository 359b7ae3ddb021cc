package havre.buildkit.cache;

import havre.buildkit.cache.CacheConfig.CachedLayer;
import havre.buildkit.cache.CacheConfig.Input;
import havre.buildkit.cache.CacheConfig.Notes;
import havre.buildkit.cache.CacheConfig.Own;
import havre.buildkit.cache.CacheConfig.Result;
import havre.buildkit.cache.CacheConfig.Step;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.ImageForm;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.History;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes what a build did to where later builds look for it. Used once, by one thread.
final class CacheExport {
  private final LayerStore store;
  private final SequencedMap<String, Image> steps;
  private final CacheStore target;
  private final ImageForm form;
  private final List<CachedLayer> layers = new ArrayList<>();
  private final List<Descriptor> descriptors = new ArrayList<>();
  private final List<Step> records = new ArrayList<>();
  private final Map<Digest, Integer> numbers = new HashMap<>();
  private final Map<Digest, Integer> recorded = new HashMap<>();

  /// @param steps the images that steps left behind, by the steps' keys, each after its parent
  CacheExport(
      LayerStore store, SequencedMap<String, Image> steps, CacheStore target, ImageForm form) {
    this.store = store;
    this.steps = steps;
    this.target = target;
    this.form = form;
  }

  /// @param results whose steps alone are kept; null for all
  /// @param imageManifest whether it is written as an image's manifest
  /// @return what the cache hangs on
  Descriptor run(@Nullable Collection<Image> results, boolean imageManifest) throws IOException {
    var wanted = results == null ? null : ancestors(results);
    for (Map.Entry<String, Image> step : steps.entrySet()) {
      if (wanted == null || wanted.contains(step.getValue().id())) {
        add(step.getKey(), step.getValue());
      }
    }
    byte[] config = Json.bytes(new CacheConfig(layers, records));
    target.put(config);
    Descriptor described =
        Descriptor.of(CacheConfig.MEDIA_TYPE, Digest.sha256(config), config.length);
    byte[] manifest = imageManifest ? manifest(described) : index(described);
    String type = imageManifest ? MediaTypes.OCI_MANIFEST : indexType();
    target.putTop(type, manifest);
    return Descriptor.of(type, Digest.sha256(manifest), manifest.length);
  }

  private Set<Digest> ancestors(Collection<Image> results) {
    var byId = new HashMap<Digest, Image>();
    steps.values().forEach(image -> byId.put(image.id(), image));
    var found = new HashSet<Digest>();
    for (Image result : results) {
      Image at = byId.get(result.id());
      while (at != null && found.add(at.id())) {
        Digest parent = at.parent();
        at = parent == null ? null : byId.get(parent);
      }
    }
    return found;
  }

  private void add(String key, Image image) throws IOException {
    List<History> history = image.document().fields().history();
    History made = history.getLast();
    int layer = made.emptyLayer() ? -1 : layer(image, String.valueOf(made.created()));
    Digest parent = image.parent();
    Integer before = parent == null ? null : recorded.get(parent);
    records.add(
        new Step(
            layer < 0 ? null : List.of(new Result(layer, made.created())),
            key,
            before == null ? null : List.of(List.of(new Input(before))),
            new Own(String.valueOf(made.created()), layer)));
    recorded.put(image.id(), records.size() - 1);
  }

  /// The number of an image's uppermost layer.
  private int layer(Image image, String created) throws IOException {
    List<Digest> chain = ChainIds.all(image.document().diffIds());
    Digest chainId = chain.getLast();
    Integer known = numbers.get(chainId);
    if (known != null) {
      return known;
    }
    Layer layer =
        store
            .find(chainId)
            .orElseThrow(() -> HavreException.notFound("layer " + chainId + " is missing"));
    Descriptor descriptor = target.put(layer, form);
    descriptors.add(descriptor);
    int below = chain.size() < 2 ? -1 : numbers.getOrDefault(chain.get(chain.size() - 2), -1);
    layers.add(
        new CachedLayer(
            descriptor.digest().toString(),
            below,
            new Notes(
                descriptor.mediaType(), layer.diffId().toString(), descriptor.size(), created)));
    numbers.put(chainId, layers.size() - 1);
    return layers.size() - 1;
  }

  private byte[] manifest(Descriptor config) {
    return Json.bytes(
        new Manifest(Manifest.SCHEMA_VERSION, MediaTypes.OCI_MANIFEST, config, distinct(), null));
  }

  private String indexType() {
    return form.oci() ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_MANIFEST_LIST;
  }

  private byte[] index(Descriptor config) {
    var all = new ArrayList<>(distinct());
    all.add(config);
    return Json.bytes(new Index(Index.SCHEMA_VERSION, indexType(), all, null));
  }

  private List<Descriptor> distinct() {
    return List.copyOf(new LinkedHashSet<>(descriptors));
  }
}
