package havre.api.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.HavreException;
import havre.transport.Router;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// `/system/df`. What it lists comes from the areas that know it, in their own wire shapes.
public final class DiskUsageRoutes implements Routes {
  private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

  /// Where the parts come from; each is asked only when it is wanted.
  ///
  /// @param layersSize bytes of all image layers together
  public record Sources(
      LongSupplier layersSize,
      Function<Call, List<?>> images,
      Function<Call, List<?>> containers,
      Function<Call, List<?>> volumes,
      Function<Call, List<?>> buildCache) {}

  /// A part that was not asked for is left out, an empty one is not.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DiskUsageDto(
      @Nullable Long layersSize,
      @Nullable List<?> images,
      @Nullable List<?> containers,
      @Nullable List<?> volumes,
      @Nullable List<?> buildCache) {}

  private final Sources sources;

  public DiskUsageRoutes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("GET", "/system/df", this::usage);
  }

  private void usage(Call call) {
    var wanted = new HashSet<>(call.query().all("type"));
    for (String type : wanted) {
      if (!TYPES.contains(type)) {
        throw HavreException.invalid("unknown object type: " + type);
      }
    }
    if (wanted.isEmpty()) {
      wanted.addAll(TYPES);
    }
    boolean images = wanted.contains("image");
    call.reply(
        new DiskUsageDto(
            images ? (Long) sources.layersSize().getAsLong() : null,
            images ? sources.images().apply(call) : null,
            wanted.contains("container") ? sources.containers().apply(call) : null,
            wanted.contains("volume") ? sources.volumes().apply(call) : null,
            wanted.contains("build-cache") ? sources.buildCache().apply(call) : null));
  }
}
