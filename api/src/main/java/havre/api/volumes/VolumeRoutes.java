package havre.api.volumes;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.FilterParameter;
import havre.api.Routes;
import havre.api.system.SwarmRoutes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.transport.Router;
import havre.volumes.Volume;
import havre.volumes.VolumeFilters;
import havre.volumes.VolumeList;
import havre.volumes.VolumePruneReport;
import havre.volumes.VolumeSpec;
import havre.volumes.Volumes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Volumes: create, list, inspect, remove, prune.
public final class VolumeRoutes implements Routes {
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int PRUNES_ANONYMOUS_ONLY = 42;

  private final Volumes volumes;

  public VolumeRoutes(Volumes volumes) {
    this.volumes = volumes;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/volumes", this::list)
        .add("POST", "/volumes/create", this::create)
        .add("POST", "/volumes/prune", this::prune)
        .add("GET", "/volumes/{name}", this::inspect)
        .add("PUT", "/volumes/{name}", this::update)
        .add("DELETE", "/volumes/{name}", this::remove);
  }

  /// The engine's own directories with what they take, for `/system/df`.
  public List<VolumeDto> usage() {
    return volumes.list(VolumeFilters.none()).volumes().stream()
        .filter(Volume::isPlain)
        .map(volume ->
            VolumeDto.of(
                volume,
                new VolumeDto.UsageDto(
                    volumes.users(volume.name()).size(), volumes.size(volume.name()))))
        .toList();
  }

  record ListDto(List<VolumeDto> volumes, @Nullable List<String> warnings) {}

  private void list(Call call) {
    VolumeFilters filters = VolumeFilters.ofList(values(call.filters()));
    VolumeList list = volumes.list(filters);
    List<VolumeDto> found =
        list.volumes().stream().map(volume -> VolumeDto.of(volume, null)).toList();
    List<String> warnings = list.warnings();
    call.reply(new ListDto(found, warnings.isEmpty() ? null : warnings));
  }

  record CreateDto(
      @Nullable String name,
      @Nullable String driver,
      @Nullable Map<String, String> driverOpts,
      @Nullable Map<String, String> labels,
      @Nullable Object clusterVolumeSpec) {}

  private void create(Call call) throws IOException {
    CreateDto sent = call.optionalJson(CreateDto.class);
    CreateDto wish = sent == null ? new CreateDto(null, null, null, null, null) : sent;
    if (wish.clusterVolumeSpec() != null) {
      throw SwarmRoutes.noManager();
    }
    var spec =
        new VolumeSpec(
            Objects.requireNonNullElse(wish.name(), ""),
            Objects.requireNonNullElse(wish.driver(), ""),
            Objects.requireNonNullElse(wish.driverOpts(), Map.of()),
            Objects.requireNonNullElse(wish.labels(), Map.of()),
            new Volume.Given(wish.labels() != null, wish.driverOpts() != null));
    call.reply(CREATED, VolumeDto.of(volumes.create(spec), null));
  }

  private void inspect(Call call) {
    call.reply(VolumeDto.of(volumes.get(call.parameter("name")), null));
  }

  private void remove(Call call) {
    volumes.remove(call.parameter("name"), call.query().bool("force"));
    call.replyEmpty(NO_CONTENT);
  }

  private void update(Call call) {
    throw new HavreException(
        ErrorKind.UNAVAILABLE,
        "volume update only valid for cluster volumes, but swarm is unavailable");
  }

  record PrunedDto(List<String> volumesDeleted, long spaceReclaimed) {}

  /// Up to API 1.41 all unused volumes went, since 1.42 only anonymous ones unless `all` is set.
  private void prune(Call call) {
    Map<String, List<String>> filters = values(call.filters());
    if (!call.version().atLeast(PRUNES_ANONYMOUS_ONLY)) {
      filters.put("all", List.of("true"));
    } else if (FilterParameter.bool(call.filters(), "all", false)) {
      filters.put("all", List.of("true"));
    }
    VolumePruneReport report = volumes.prune(VolumeFilters.ofPrune(filters));
    call.reply(new PrunedDto(report.names(), report.spaceReclaimed()));
  }

  private static Map<String, List<String>> values(Filters filters) {
    var values = new HashMap<String, List<String>>();
    filters.values().forEach((key, all) -> values.put(key, List.copyOf(all)));
    return values;
  }
}
