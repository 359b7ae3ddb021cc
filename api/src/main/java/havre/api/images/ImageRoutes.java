package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.Digest;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.images.Image;
import havre.images.ImageFilters;
import havre.images.ImageUses;
import havre.images.Images;
import havre.images.PruneReport;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.transport.Router;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Listing, inspecting, naming and removing images.
public final class ImageRoutes implements Routes {
  private static final int NOT_COUNTED = -1;
  private static final int CREATED = 201;
  private static final int LIST_WITH_MANIFESTS = 47;
  private static final int INSPECT_WITH_MANIFESTS = 48;
  private static final int HISTORY_WITH_PLATFORM = 48;
  private static final int INSPECT_WITH_PLATFORM = 49;
  private static final int REMOVE_WITH_PLATFORMS = 50;

  private final Images images;
  private final LayerStore layers;
  private final ImageUses uses;

  public ImageRoutes(Images images, LayerStore layers, ImageUses uses) {
    this.images = images;
    this.layers = layers;
    this.uses = uses;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/images/json", this::list)
        .add("POST", "/images/prune", this::prune)
        .add("POST", "/images/collect", this::collect)
        .add("GET", "/images/{name:.*}/json", this::inspect)
        .add("GET", "/images/{name:.*}/history", this::history)
        .add("POST", "/images/{name:.*}/tag", this::tag)
        .add("DELETE", "/images/{name:.*}", this::remove);
  }

  /// All images with their containers counted, for `/system/df`.
  public List<ImageSummaryDto> summaries(ApiVersion version) {
    return images.list(ImageFilters.none(), false).stream()
        .map(image ->
            ImageSummaryDto.of(
                image, uses.of(image.id()).size(), images.sharedSize(image), null, version))
        .toList();
  }

  private void list(Call call) {
    boolean shared = call.query().bool("shared-size");
    boolean manifests =
        call.query().bool("manifests") && call.version().atLeast(LIST_WITH_MANIFESTS);
    ImageFilters filters = ImageFilters.ofList(values(call.filters()));
    call.reply(
        images.list(filters, call.query().bool("all")).stream()
            .map(image ->
                ImageSummaryDto.of(
                    image,
                    NOT_COUNTED,
                    shared ? images.sharedSize(image) : NOT_COUNTED,
                    manifests ? manifests(image) : null,
                    call.version()))
            .toList());
  }

  private void inspect(Call call) {
    String name = call.parameter("name");
    Platform platform = PlatformParameter.of(call, INSPECT_WITH_PLATFORM);
    if (platform != null && call.query().bool("manifests")) {
      throw HavreException.invalid(
          "conflicting options: manifests and platform options cannot both be set");
    }
    Image image = images.resolve(name, platform);
    boolean manifests =
        call.query().bool("manifests") && call.version().atLeast(INSPECT_WITH_MANIFESTS);
    call.reply(
        ImageInspectDto.of(
            image, layersOf(image), manifests ? manifests(image) : null, call.version()));
  }

  private void history(Call call) {
    String name = call.parameter("name");
    Platform platform = PlatformParameter.of(call, HISTORY_WITH_PLATFORM);
    call.reply(images.history(name, platform).stream().map(HistoryDto::of).toList());
  }

  /// The image for each platform that the names of an image have.
  private List<ManifestDto> manifests(Image image) {
    return images.sharingNamesWith(image).stream()
        .map(each -> ManifestDto.of(each, images.manifest(each), uses.of(each.id())))
        .toList();
  }

  private void tag(Call call) {
    String repository = call.query().string("repo");
    String tag = call.query().string("tag");
    ImageReference name = ImageReference.parse(repository);
    if (name.digest() != null) {
      throw HavreException.invalid("refusing to create a tag with a digest reference");
    }
    images.tag(call.parameter("name"), tag.isEmpty() ? name.withDefaultTag() : name.withTag(tag));
    call.replyEmpty(CREATED);
  }

  private void remove(Call call) {
    String name = call.parameter("name");
    if (name.isBlank()) {
      throw HavreException.invalid("image name cannot be blank");
    }
    boolean prune = !call.query().bool("noprune");
    Platform platform =
        PlatformParameter.of(
            call, REMOVE_WITH_PLATFORMS, "platforms", "multiple platforms are not supported");
    call.reply(
        images.remove(name, platform, call.query().bool("force"), prune).stream()
            .map(RemovedImageDto::of)
            .toList());
  }

  record PrunedDto(
      @Nullable List<RemovedImageDto> imagesDeleted,
      @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}

  private void prune(Call call) {
    reply(call, images.prune(ImageFilters.ofPrune(values(call.filters()))));
  }

  /// Docker has not this.
  private void collect(Call call) {
    long high = call.query().number("high", -1);
    long low = call.query().number("low", high);
    if (high < 0 || low < 0 || low > high) {
      throw HavreException.invalid("the low water mark must be between 0 and the high one");
    }
    reply(call, images.collect(high, low, call.query().bool("dry-run")));
  }

  private static void reply(Call call, PruneReport report) {
    List<RemovedImageDto> removed = report.removed().stream().map(RemovedImageDto::of).toList();
    call.reply(new PrunedDto(removed.isEmpty() ? null : removed, report.spaceReclaimed()));
  }

  private List<Layer> layersOf(Image image) {
    var found = new ArrayList<Layer>();
    for (Digest at = image.chainId(); at != null; ) {
      Layer layer = layers.find(at).orElse(null);
      if (layer == null) {
        break; // it is being removed
      }
      found.add(layer);
      at = layer.parent();
    }
    return Collections.unmodifiableList(found);
  }

  static Map<String, List<String>> values(Filters filters) {
    var values = new HashMap<String, List<String>>();
    filters.values().forEach((key, all) -> values.put(key, List.copyOf(new LinkedHashSet<>(all))));
    return values;
  }
}
